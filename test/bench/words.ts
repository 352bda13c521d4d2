const WORDS =
  'the board was quiet that night and nobody knew why until somebody asked about an old train station near river ' +
  'where two lamps still burn behind broken glass while rain keeps falling over empty roads people say one ought never ' +
  'walk there alone but every summer students go with cameras paper maps cheap wine looking for what their parents lost';
const VOCABULARY = WORDS.split(' ');

/** So many plain words, the same for the same `seed` and like no other's, so that they pack about as people's do. */
export function someWords(count: number, seed: number): string {
  let state = seed * 7_919 + 17;
  const words = Array.from({ length: count }, () => {
    // The generator of C's rand(), of which the high bits are good enough.
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return VOCABULARY[(state >>> 16) % VOCABULARY.length];
  });
  return words.join(' ');
}
