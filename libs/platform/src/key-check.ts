import { createHmac } from 'node:crypto';

/** By what a key is known again without being told: 16 hex digits that only this key gives for its name. */
export function keyCheck(name: string, key: string): string {
  return createHmac('sha256', key).update(`check of ${name}`).digest('hex').slice(0, 16);
}
