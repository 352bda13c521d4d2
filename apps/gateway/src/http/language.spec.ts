import { describe, expect, it } from 'vitest';
import { cookieOf, languageOf } from './language.js';

describe('the language of a reader', () => {
  it.each([
    ['nothing said', {}, 'en'],
    ['a plain wish', { 'accept-language': 'ru' }, 'ru'],
    ['a region', { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' }, 'ru'],
    ['the greater weight wins, not the first', { 'accept-language': 'en;q=0.3, ru;q=0.7' }, 'ru'],
    ['equal weights: the first', { 'accept-language': 'en, ru' }, 'en'],
    ['a language that we do not speak', { 'accept-language': 'de-DE, fr;q=0.9' }, 'en'],
    ['the best that we do speak', { 'accept-language': 'de, ru;q=0.5, en;q=0.4' }, 'ru'],
    ['a refused language', { 'accept-language': 'ru;q=0' }, 'en'],
    ['garbage', { 'accept-language': ';;;q=ru,,=' }, 'en'],
    ['the cookie goes first', { cookie: 'a=b; lang=ru', 'accept-language': 'en' }, 'ru'],
    ['a cookie with another word is nothing', { cookie: 'lang=<b>', 'accept-language': 'ru' }, 'ru'],
  ])('%s', (_case, headers, lang) => {
    expect(languageOf(headers)).toBe(lang);
  });
});

describe('a cookie', () => {
  it('is found among others, and only under its whole name', () => {
    expect(cookieOf('xlang=en; lang=ru; langx=en', 'lang')).toBe('ru');
    expect(cookieOf('xlang=en', 'lang')).toBeUndefined();
    expect(cookieOf(undefined, 'lang')).toBeUndefined();
  });
});
