/**
 * Why a service must not start, in a sentence that says what to do. Trying again does not help: `bootstrap` logs the sentence
 * alone and ends the process with 1.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}
