import { describe, expect, it } from 'vitest';
import { FlightSlots } from './flight-slots.js';

describe('flight slots', () => {
  it('eight fly at a time, the others in their order; past 64 that wait, only the patient may', async () => {
    const slots = new FlightSlots();
    const { promise: landed, resolve: land } = Promise.withResolvers<void>();
    const order: number[] = [];
    let most = 0;
    const fly = (n: number, patient = false): Promise<void> =>
      slots.run(async () => {
        order.push(n);
        most = Math.max(most, slots.busy);
        await landed;
      }, patient);
    const flights = Array.from({ length: 72 }, (_, n) => fly(n));
    await expect(fly(72)).rejects.toThrow('Too many pages');
    flights.push(fly(73, true));
    land();
    await Promise.all(flights);
    expect(most).toBe(8);
    expect(order).toEqual([...Array.from({ length: 72 }, (_, n) => n), 73]);
    expect(slots.busy).toBe(0);
  });

  it('a flight that fails - gives its place back', async () => {
    const slots = new FlightSlots();
    await expect(slots.run(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(slots.busy).toBe(0);
  });
});
