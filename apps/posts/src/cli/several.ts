import { DomainError } from '@board/contracts';
import type { Result } from './command.js';
import { errorText, errorValue } from './errors.js';

/**
 * Does one thing after another: what one was refused is told, and the rest is done all the same. What happens to a
 * single one is thrown as it is.
 */
export async function several(
  numbers: number[],
  act: (no: number) => Promise<{ text: string; value: object }>,
): Promise<Result> {
  const [only] = numbers;
  if (only !== undefined && numbers.length === 1) {
    const { text, value } = await act(only);
    return { text, value: [value] };
  }
  const lines: string[] = [];
  const values: object[] = [];
  const problems: string[] = [];
  for (const no of numbers) {
    try {
      const { text, value } = await act(no);
      lines.push(text);
      values.push(value);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems.push(`${no}: ${errorText(error)}`);
      values.push({ no, ...errorValue(error) });
    }
  }
  return { text: lines.join('\n'), value: values, problems };
}
