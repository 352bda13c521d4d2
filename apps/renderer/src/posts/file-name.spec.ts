import { describe, expect, it } from 'vitest';
import { aPhoto } from '../../test/views.ts';
import { downloadName, shortName } from './file-name.js';

describe('the name of a file', () => {
  it.each([
    ['cat.jpg', 'cat.jpg'],
    ['twenty-eight characters!.jpg', 'twenty-eight characters!.jpg'],
    ['Screenshot from 2026-11-25 21-34-53.png', 'Screenshot from 2…-34-53.png'],
    ['😀'.repeat(40), `${'😀'.repeat(17)}…${'😀'.repeat(10)}`],
  ])('%s - is shown as %s', (name, shown) => {
    expect(shortName(name)).toBe(shown);
  });

  it.each([
    ['cat.jpg', 'cat.jpg'],
    ['CAT.JPEG', 'CAT.JPEG'],
    ['cat.exe', 'cat.exe.jpg'],
    ['cat.jpg.png', 'cat.jpg.png.jpg'],
    ['cat', 'cat.jpg'],
    [undefined, ''],
  ])('%s of a jpeg - is saved as %s', (originalName, saved) => {
    expect(downloadName({ ...aPhoto(), ...(originalName !== undefined && { originalName }) })).toBe(saved);
  });
});
