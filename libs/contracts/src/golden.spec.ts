import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as door from './index.js';
import { EventEnvelope, type EventContract, type RpcContract } from './index.js';

const folder = join(import.meta.dirname, '../golden');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

const exported: unknown[] = Object.values(door);
const rpcs = exported.filter((value): value is RpcContract => isObject(value) && 'subject' in value);
const events = exported.filter(
  (value): value is EventContract =>
    isObject(value) &&
    'keys' in value &&
    'type' in value &&
    typeof value.type === 'string' &&
    'data' in value,
);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

describe('golden samples', () => {
  it.each(rpcs.map((rpc) => [rpc.subject, rpc] as const))(
    '%s - still reads its sample, field for field',
    (subject, rpc) => {
      const sample = read(subject) as { input: unknown; output: unknown };
      expect(rpc.input.parse(sample.input)).toEqual(sample.input);
      expect(rpc.output.parse(sample.output)).toEqual(sample.output);
    },
  );

  it.each(events.map((event) => [event.type, event] as const))(
    '%s - still reads its sample, field for field',
    (type, event) => {
      const sample = EventEnvelope.parse(read(type));
      expect(sample.type).toBe(type);
      expect(event.data.parse(sample.data)).toEqual(sample.data);
    },
  );

  it('every sample belongs to a contract', () => {
    const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
    const known = [...rpcs.map((rpc) => rpc.subject), ...events.map((event) => event.type)];
    expect(names.sort()).toEqual(known.sort());
  });
});
