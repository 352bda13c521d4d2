import { createHmac, timingSafeEqual } from 'node:crypto';

/** By which post a password is kept: its form is known before it has a number. */
interface Kept {
  formId: string;
  mac: string;
}

/**
 * What is kept of a post's password, hex; '' for none. A keyed hash and not a slow one: without the key, which is not in
 * the database, it cannot be guessed at, and every post would pay for slowness. The form's id makes the same password of
 * two posts look different.
 */
export function passwordMac(password: string, formId: string, key: string): string {
  if (password === '') return '';
  return createHmac('sha256', key).update(`${formId} ${password}`).digest('hex');
}

/** Whether a password is the post's, told in the same time however wrong it is. A post without one has none that fits. */
export function isPassword(password: string, { formId, mac }: Kept, key: string): boolean {
  const given = Buffer.from(passwordMac(password, formId, key), 'hex');
  const kept = Buffer.from(mac, 'hex');
  return given.length > 0 && given.length === kept.length && timingSafeEqual(given, kept);
}
