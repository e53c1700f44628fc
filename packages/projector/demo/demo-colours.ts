import type { PointColours } from "../src/point-cloud.ts";
import type { SyntheticPoints } from "./synthetic-points.ts";

/** Okabe and Ito 2008, told apart by colour-blind people too; further groups take them mixed with white. */
const SAFE = [0xe69f00, 0x56b4e9, 0x009e73, 0xd55e00, 0x0072b2, 0xcc79a7, 0xb8a800, 0x7a7a7a];

export function colourByGroup({ groups, middles }: SyntheticPoints): PointColours {
  const palette = new Uint8Array((middles.length / 2) * 3);
  for (let i = 0; i < palette.length / 3; i++) {
    const colour = SAFE[i % SAFE.length]!;
    const white = Math.floor(i / SAFE.length) * 0.3;
    for (let c = 0; c < 3; c++) {
      const own = (colour >> (16 - 8 * c)) & 255;
      palette[3 * i + c] = own + (255 - own) * white;
    }
  }
  return { kind: "category", values: groups, palette };
}

/** From left to right, dark blue to yellow; one point in ten has no value. */
export function colourByPlace({ x }: SyntheticPoints): PointColours {
  const values = Uint16Array.from(x, (place, i) =>
    i % 10 === 9 ? 65_535 : Math.min(1, Math.max(0, (place + 12) / 24)) * 65_534,
  );
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) palette.set([i, 40 + i * 0.75, 130 - i * 0.4], 3 * i);
  return { kind: "scale", values, palette, none: [150, 150, 150] };
}

/** Points of the groups that pass, as bits. */
export function bitsOfGroups({ groups }: SyntheticPoints, passes: (group: number) => boolean): Uint8Array {
  const bits = new Uint8Array((groups.length + 7) >> 3);
  for (let i = 0; i < groups.length; i++) if (passes(groups[i]!)) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}
