import { describe, expect, it } from 'vitest';
import { refusalWords } from './refusal.js';

describe('what a refusal says', () => {
  it('is exact when the facts came with it', () => {
    const refusal = {
      kind: 'too_large',
      reason: 'video_too_long',
      details: { file: 2, maxMs: 180_000, gotMs: 310_000 },
    } as const;

    expect(refusalWords('en', refusal).text).toBe('Video 2 lasts 5:10; this board takes 3:00.');
    expect(refusalWords('ru', refusal).text).toBe('Видео 2 длится 5:10; на этой доске можно не дольше 3:00.');
  });

  it('falls back to the kind without them', () => {
    const text = 'That is more than is accepted here.';

    expect(refusalWords('en', { kind: 'too_large', reason: 'video_too_long' }).text).toBe(text);
    expect(refusalWords('en', { kind: 'too_large', reason: 'nobody_knows' }).text).toBe(text);
  });

  it('names an incident when there is one', () => {
    expect(refusalWords('en', { kind: 'internal', reason: 'internal', incident: 'a1b2' }).incident).toContain(
      'a1b2',
    );
    expect(refusalWords('en', { kind: 'internal', reason: 'internal' }).incident).toBe('');
  });
});
