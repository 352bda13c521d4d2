import { describe, expect, it } from 'vitest';
import { DomainError, ErrorWire } from './index.js';

describe('DomainError', () => {
  it('takes its kind from its reason and crosses the wire whole', () => {
    const error = new DomainError('flood', { retryMs: 2_000 });
    expect(ErrorWire.parse(JSON.parse(JSON.stringify(error.toWire())))).toEqual({
      kind: 'rate_limited',
      reason: 'flood',
      message: 'Too soon after the last post',
      details: { retryMs: 2_000 },
    });
  });

  it('says nothing of what it does not have', () => {
    expect(Object.keys(new DomainError('post_empty').toWire())).toEqual(['kind', 'reason', 'message']);
  });
});
