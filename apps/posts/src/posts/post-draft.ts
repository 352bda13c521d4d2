import { normaliseLine, normaliseText } from './normalise-text.js';
import { type Signature, signName } from './poster-name.js';

interface Typed {
  text: string;
  subject: string;
  name: string;
  spoiler: boolean;
  files: unknown[];
}

/** What was typed, as it is judged and kept: with a name that everybody may see in place of the one that was typed. */
export function readDraft<T extends Typed>(typed: T, tripKey: string): T & Signature {
  return {
    ...typed,
    text: normaliseText(typed.text),
    subject: normaliseLine(typed.subject),
    spoiler: typed.spoiler && typed.files.length > 0,
    ...signName(typed.name, tripKey),
  };
}
