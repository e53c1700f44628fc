import { seeded } from "../../scripts/seeded.mjs";

/** A made-up map within -1 to 1: groups as Gaussians, x, y and group of each point, and a colour for each group. */
export function points(count, groupCount) {
  const random = seeded(7);
  const middles = Array.from({ length: groupCount }, () => [random() * 1.5 - 0.75, random() * 1.5 - 0.75]);
  const [x, y, groups] = [new Float32Array(count), new Float32Array(count), new Uint16Array(count)];
  for (let i = 0; i < count; i++) {
    const group = Math.floor(random() * groupCount);
    const [radius, turn] = [Math.sqrt(-2 * Math.log(1 - random())) * 0.07, 2 * Math.PI * random()];
    x[i] = Math.min(1, Math.max(-1, middles[group][0] + radius * Math.cos(turn)));
    y[i] = Math.min(1, Math.max(-1, middles[group][1] + radius * Math.sin(turn)));
    groups[i] = group;
  }
  const palette = Uint8Array.from({ length: groupCount * 3 }, () => 40 + random() * 180);
  return { x, y, groups, palette };
}
