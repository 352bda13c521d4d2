import { describe, expect, it } from 'vitest';
import { classicTrip, secureTrip } from './tripcode.js';

describe('tripcodes', () => {
  it.each([
    ['tea', '!WokonZwxw2'],
    ['test', '!.CzKQna1OU'],
    ['12345', '!CSZ6G0yP9Q'],
    ['13245', '!VPkdFNhOGY'],
    ['1', '!tsGpSwX8mo'],
    ['a', '!ZnBI2EKkq.'],
    ['fa', '!c8eDXvwFLQ'],
    ['password', '!ozOtJW9BFA'],
    ['abcdefgh', '!/Pbzx9FKd2'],
    ['abcdefghi', '!/Pbzx9FKd2'],
    ['a`b', '!.b8U2g5acY'],
    ['Xy^z', '!Mq0uCY3TZ.'],
    ['тест', '!0blgVmBot6'],
    ['あい', '!8udsPUAZG2'],
    ['😀', '!cPUZU5OGFs'],
    ['?', '!cPUZU5OGFs'],
    ['&', '!2r2Ga7GHRc'],
    ['<>', '!3wNccY4njg'],
    ['a<b', '!d8vDX9yjy2'],
    ['a,b', '!AfL3AvT27U'],
    ['', ''],
  ])('classic, of %j - is %s', (pass, trip) => {
    expect(classicTrip(pass)).toBe(trip);
  });

  it('secure - differs from key to key and from pass to pass, and is the same again', () => {
    const trips = [
      secureTrip('tea', 'one key'),
      secureTrip('tea', 'another key'),
      secureTrip('teas', 'one key'),
    ];
    for (const trip of trips) expect(trip).toMatch(/^!![\w-]{10}$/);
    expect(new Set(trips).size).toBe(3);
    expect(secureTrip('tea', 'one key')).toBe(trips[0]);
    expect(secureTrip('', 'one key')).toBe('');
  });
});
