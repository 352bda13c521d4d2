import { normaliseLine, isBlank } from './normalise-text.js';
import { classicTrip, secureTrip } from './tripcode.js';

/** Who a post says it is from, as everybody sees it. */
export interface Signature {
  /** '' for nobody in particular. */
  name: string;
  /** `!…`, `!!…`, one behind the other, or ''. */
  trip: string;
}

/**
 * The marks that stand before a trip here (`!`, with those that look like it) and on 2channel (`◆`), which strips them
 * from names for the same reason: nobody may type what looks like a trip.
 */
const TRIP_MARKS = /[!\u00a1\u01c3\u203c\u2755\u2757\u2762\u2763\ufe15\ufe57\uff01\u25c6]/g;
/** Characters that turn the direction of writing, and with it the order of name and trip. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Reads `name`, `name#pass`, `name##pass` or `name#pass##pass`: what is before the first `#` is shown, what is behind it
 * makes a classic trip, what is behind `##` a secure one with the house's key. What was typed is a secret and ends here.
 */
export function signName(typed: string, key: string): Signature {
  const { shown = '', pass = '', secret = '' } = FORM.exec(cleaned(typed))?.groups ?? {};
  const name = normaliseLine(shown.replace(TRIP_MARKS, '').replace(TURNS, ''));
  return { name: isBlank(name) ? '' : name, trip: classicTrip(pass) + secureTrip(secret, key) };
}

const FORM = /^(?<shown>[^#]*)(?:#(?!#)(?<pass>.*?))?(?:##(?<secret>.*))?$/s;

/** The same pass typed on another system is the same pass. Blanks are kept: they count in a pass. */
function cleaned(typed: string): string {
  return typed.toWellFormed().replace(CONTROLS, '').normalize('NFC');
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
