import { DomainError } from '@board/contracts';
import type { z } from 'zod';

/** The value of a setting as it is kept, by the setting's own schema. Throws setting_invalid, with what would fit. */
export function parseSetting<T extends z.ZodType>(shape: T, setting: string, given: unknown): z.output<T> {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new DomainError('setting_invalid', { setting, problem: parsed.error.issues[0]?.message ?? '' });
}
