import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KnownVersions } from './known-versions.js';

describe('known versions', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  it('the version to ask from after a gap - lies at least 5 s before the last that was told', () => {
    const known = new KnownVersions();
    for (let version = 1; version <= 40; version += 1) {
      known.told('b', version);
      vi.advanceTimersByTime(1_000);
    }
    expect(known.toldVersion('b')).toBe(40);
    expect(known.settledVersion('b')).toBeLessThanOrEqual(35);
    expect(known.settledVersion('b')).toBeGreaterThan(20);
  });

  it('what was read at an older version - moves the version to ask from back', () => {
    const known = new KnownVersions();
    known.told('b', 100);
    known.read('b', 90);
    expect(known.settledVersion('b')).toBe(90);
    expect(known.toldVersion('b')).toBe(100);
    expect(known.settledVersion('pr')).toBe(0);
  });

  it('an answer of another epoch - begins it when asked for after the last began, and is too old otherwise', () => {
    const known = new KnownVersions();
    const turned = vi.fn<() => void>();
    known.onTurn(turned);
    expect(known.accept('epochone', 0)).toBe(true);
    expect(turned).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    const asked = performance.now();
    vi.advanceTimersByTime(100);
    known.turn('epochtwo');
    expect(turned).toHaveBeenCalledTimes(1);
    expect(known.accept('epochone', asked)).toBe(false);
    expect(known.epoch).toBe('epochtwo');
    expect(known.accept('epochtwo', asked)).toBe(true);
    expect(known.accept('epochtri', performance.now())).toBe(true);
    expect(turned).toHaveBeenCalledTimes(2);
  });
});
