import type { ScreenPlace, Viewport } from "./camera.ts";

export interface FacePlace extends ScreenPlace {
  point: number;
}

/** Where the middle of a face is, beside its point: in sides of a face. */
export interface FaceOffset {
  right: number;
  down: number;
}

export interface PlacedFace extends FacePlace {
  /** The middle of the face; `left` and `top` are of the point. */
  middle: ScreenPlace;
  offset: FaceOffset;
}

const SIDES_PX = [96, 72, 56, 44] as const;
const GAP_PX = 4;

const RING = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
  [0.75, -0.75],
  [0.75, 0.75],
  [-0.75, 0.75],
  [-0.75, -0.75],
] as const;

/** On the point, then ever further around it. */
const OFFSETS: readonly FaceOffset[] = [
  { right: 0, down: 0 },
  ...[0.6, 1.05, 1.5].flatMap((far) => RING.map(([right, down]) => ({ right: right * far, down: down * far }))),
];

/** The side of a face in CSS pixels: the largest of four at which so many would cover about half of the view. */
export const faceSide = (count: number, { width, height }: Viewport): number =>
  SIDES_PX.find((side) => count * (side + GAP_PX) ** 2 <= (width * height) / 2) ?? SIDES_PX.at(-1)!;

const isFree = (middle: ScreenPlace, reach: number, placed: readonly PlacedFace[]) =>
  placed.every(
    (other) => Math.abs(other.middle.left - middle.left) >= reach || Math.abs(other.middle.top - middle.top) >= reach,
  );

/**
 * Places faces around their points so that none overlap; those that find no room within one and a half sides are left
 * out. Those that had a place (`before`) come first and keep it where they can, so that little jumps while one pans;
 * then by number of point. For few hundred points: about a millisecond.
 */
export const layoutFaces = (
  places: readonly FacePlace[],
  { side, before }: { side: number; before: ReadonlyMap<number, FaceOffset> },
): PlacedFace[] => {
  const reach = side + GAP_PX;
  const ordered = places.toSorted(
    (a, b) => Number(before.has(b.point)) - Number(before.has(a.point)) || a.point - b.point,
  );
  const placed: PlacedFace[] = [];
  for (const place of ordered) {
    const kept = before.get(place.point);
    for (const offset of kept === undefined ? OFFSETS : [kept, ...OFFSETS]) {
      const middle = { left: place.left + offset.right * reach, top: place.top + offset.down * reach };
      if (!isFree(middle, reach, placed)) continue;
      placed.push({ ...place, middle, offset });
      break;
    }
  }
  return placed;
};
