import { copy } from "../../copy.ts";

const SECTIONS = [3, 2, 6, 2];

/** The shape of the panel until its counts are there; it appears only after a moment. */
export function PanelSkeleton() {
  return (
    <div role="status" aria-label={copy.loading}>
      {SECTIONS.map((lines, section) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: none of them ever changes
        <div key={section} className="border-line border-b px-4 pt-3 pb-3">
          <div className="skeleton breathing h-3 w-20 rounded" />
          {Array.from({ length: lines }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: none of them ever changes
            <div key={line} className="flex h-7 items-center gap-2">
              <div className="skeleton breathing size-3.5 rounded" />
              <div className="skeleton breathing h-3 rounded" style={{ width: `${70 - ((line * 17) % 35)}%` }} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
