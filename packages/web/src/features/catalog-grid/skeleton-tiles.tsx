import { GRID_GAP_PX, type GridLayout } from "./grid-layout.ts";

const LINES = 6;

/** Empty places where the first rows will appear; they show only when those take a moment. */
export function SkeletonTiles({ layout }: { layout: GridLayout }) {
  const places = Array.from({ length: layout.columns * LINES }, (_, place) => place);
  return (
    <div aria-hidden="true" className="flex flex-wrap pt-1" style={{ gap: GRID_GAP_PX }}>
      {places.map((place) => (
        <div key={place} style={{ width: layout.tilePx, height: layout.tilePx + layout.captionPx }}>
          <div className="skeleton rounded-md" style={{ height: layout.tilePx }} />
        </div>
      ))}
    </div>
  );
}
