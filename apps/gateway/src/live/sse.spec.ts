import { describe, expect, it } from 'vitest';
import { message } from './sse.js';

describe('a message of a live thread', () => {
  it('has its id, name and every line as data, however lines end', () => {
    const bytes = message('posts', 'one\ntwo\r\nthree\rid: 9\n\nevent: gone', {
      epoch: 'abcd1234',
      version: 5,
    });
    expect(bytes.toString()).toBe(
      'id: abcd1234.5\nevent: posts\ndata: one\ndata: two\ndata: three\ndata: id: 9\ndata: \ndata: event: gone\n\n',
    );
  });

  it('that says all by its name - has data, or browsers would drop it', () => {
    expect(message('poll').toString()).toBe('event: poll\ndata: poll\n\n');
  });
});
