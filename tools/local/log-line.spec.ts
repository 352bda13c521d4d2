import { expect, test } from 'vitest';
import { readLine } from './log-line.ts';

const warningOf = (line: object): string | undefined => readLine(JSON.stringify(line)).warning;

test('warnings and worse are sentences, other lines are none', () => {
  expect(warningOf({ level: 'warn', msg: 'NATS is away' })).toBe('NATS is away');
  expect(warningOf({ level: 'error', msg: 'It failed', err: { message: 'no room' } })).toBe(
    'It failed (no room)',
  );
  expect(warningOf({ level: 'info', msg: 'ready' })).toBeUndefined();
  expect(readLine('node: a crash').warning).toBeUndefined();
});

test('what is said twice in a line is told once', () => {
  const msg = 'The start failed: no way in';
  expect(warningOf({ level: 'fatal', msg, err: { message: 'no way in' } })).toBe('no way in');
  expect(warningOf({ level: 'error', msg: 'no way in', err: { message: 'no way in: 28P01' } })).toBe(
    'no way in',
  );
});
