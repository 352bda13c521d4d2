import { expect, it } from 'vitest';
import { builtinForm, builtinPage } from './builtin-page.js';

const form = {
  action: '/b/thread/1/post',
  formId: '0197a1c0-0000-7000-8000-000000000000',
  text: '</textarea><script>alert(1)</script> & "quotes"',
  subject: '"><img src=x>',
  sage: true,
  name: 'Ann"><img src=y>',
  spoiler: true,
  password: '"><b>',
  tokens: ['abc"><b>'],
};

it('the built-in page keeps what was typed, and escapes all of it', () => {
  const html = builtinPage('en', 'unavailable', undefined, form);
  expect(html).toContain(
    '&#60;/textarea&#62;&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;quotes&#34;',
  );
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<img');
  expect(html).not.toContain('<b>');
  expect(html).toContain('name="sage" value="1"');
});

it('the built-in page speaks the language of the reader', () => {
  expect(builtinPage('ru', 'not_found')).toContain('Такой страницы нет.');
  expect(builtinPage('ru', 'not_found')).toContain('<html lang="ru">');
});

it('a text that begins with a line break keeps it', () => {
  expect(builtinForm('en', { ...form, text: '\nsecond line' })).toContain('>\n\nsecond line</textarea>');
});
