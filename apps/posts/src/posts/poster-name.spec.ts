import { describe, expect, it } from 'vitest';
import { signName } from './poster-name.js';
import { secureTrip } from './tripcode.js';

const KEY = 'a key of the house';
const sign = (typed: string): [string, string] => {
  const { name, trip } = signName(typed, KEY);
  return [name, trip];
};

describe('who a post is from', () => {
  const secure = secureTrip('tea', KEY);

  it.each([
    ['', '', ''],
    ['Ann', 'Ann', ''],
    ['Ann#tea', 'Ann', '!WokonZwxw2'],
    ['Ann##tea', 'Ann', secure],
    ['Ann#tea##tea', 'Ann', `!WokonZwxw2${secure}`],
    ['#tea', '', '!WokonZwxw2'],
    ['##tea', '', secure],
    ['Ann#', 'Ann', ''],
    ['Ann##', 'Ann', ''],
    ['test#12345', 'test', '!CSZ6G0yP9Q'],
    ['  Ann \t of  Green ', 'Ann of Green', ''],
    ['\u200b\u2800', '', ''],
  ])('%j - is %j with trip %j', (typed, name, trip) => {
    expect(sign(typed)).toEqual([name, trip]);
  });

  it('a pass may have blanks and single signs in it, which count', () => {
    expect(sign('Ann# tea')[1]).not.toBe(sign('Ann#tea')[1]);
    expect(sign('Ann#te#a')).toEqual(['Ann', expect.stringMatching(/^!.{10}$/)]);
    expect(sign('Ann#te#a')[1]).not.toBe(sign('Ann#te')[1]);
  });

  it.each(['Ann!WokonZwxw2', 'Ann！WokonZwxw2', 'Ann◆WokonZwxw2', 'Ann‼WokonZwxw2', 'AnnǃWokonZwxw2'])(
    '%s - cannot look like a trip',
    (typed) => {
      expect(sign(typed)).toEqual(['AnnWokonZwxw2', '']);
    },
  );

  it('a name cannot turn what stands beside it', () => {
    expect(sign('2wxwZnokoW!\u202eAnn\u2066')).toEqual(['2wxwZnokoWAnn', '']);
  });

  it('the same pass, composed or not, is the same trip', () => {
    expect(sign('Ann##caf\u00e9')).toEqual(sign('Ann##cafe\u0301'));
  });
});
