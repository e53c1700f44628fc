import type { Evaluation } from "@pomona/contract/evaluations";
import { copy } from "../../copy.ts";
import { formatScore } from "../../ui/format.ts";

const CELL = "px-3 py-0.5 text-right tabular-nums";

/** All points of a curve, for those who read rather than look. */
export function CurveTable({ curve }: { curve: Evaluation["curve"] }) {
  return (
    <details>
      <summary className="rounded text-accent-strong text-xs">{copy.learn.curveTable}</summary>
      <section
        aria-label={copy.learn.curveTable}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
        tabIndex={0}
        className="mt-1.5 max-h-48 overflow-y-auto rounded-md border border-line bg-surface"
      >
        <table className="w-full border-collapse text-xs">
          <thead>
            <tr className="text-ink-mute">
              {[copy.threshold, copy.learn.precision, copy.learn.recall].map((title) => (
                <th key={title} scope="col" className={`${CELL} font-medium`}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {curve.map(({ threshold, precision, recall }) => (
              <tr key={threshold}>
                <td className={CELL}>{formatScore(threshold)}</td>
                <td className={CELL}>{formatScore(precision)}</td>
                <td className={CELL}>{formatScore(recall)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
