import type { ScoringFunction } from "@pomona/contract/functions";
import { Link } from "@tanstack/react-router";
import { copy } from "../../copy.ts";
import { formatCount, formatMoment, formatScore, formatShare } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { arrivalShares } from "./arrival-shares.ts";
import { StateBadge } from "./state-badge.tsx";

const HEAD = "border-line border-b py-2 pr-4 text-left font-medium text-ink-mute text-xs";
const CELL = "border-line border-b py-2.5 pr-4 align-middle";
const RIGHT = "text-right tabular-nums";

/** All functions: how far each is scored, what it finds, and whether that changes. */
export function FunctionList({ functions }: { functions: readonly ScoringFunction[] }) {
  return (
    <table aria-label={copy.functions} className="w-full border-collapse">
      <thead>
        <tr>
          <th className={HEAD}>{copy.name}</th>
          <th className={`${HEAD} max-sm:hidden`}>{copy.version}</th>
          <th className={`${HEAD} ${RIGHT} max-md:hidden`}>{copy.scored}</th>
          <th className={`${HEAD} ${RIGHT}`}>{copy.aboveHere}</th>
          <th className={HEAD}>{copy.arrivals}</th>
          <th className={`${HEAD} max-lg:hidden`}>{copy.lastChange}</th>
        </tr>
      </thead>
      <tbody>
        {functions.map((one) => (
          <tr key={one.name} className="hover:bg-hover">
            <th scope="row" className={`${CELL} max-w-0 w-2/5 text-left font-normal`}>
              <span className="flex min-w-0 items-center gap-x-2 max-sm:flex-wrap">
                <Link
                  to="/functions/$name"
                  params={{ name: one.name }}
                  className="min-w-0 truncate rounded font-medium max-sm:max-w-full max-sm:whitespace-normal max-sm:break-words text-ink hover:text-accent-strong hover:underline"
                >
                  {one.name}
                </Link>
                <StateBadge state={one.state} />
              </span>
              <span className="block truncate text-ink-mute text-xs">{originOf(one)}</span>
            </th>
            <td className={`${CELL} tabular-nums max-sm:hidden`}>{one.version}</td>
            <td className={`${CELL} ${RIGHT} whitespace-nowrap max-md:hidden`}>
              {formatCount(one.scored)} / {formatCount(one.total)}
              {one.state === "scoring" ? (
                <ProgressBar label={copy.scoringOf(one.name)} done={one.scored} total={one.total} />
              ) : null}
            </td>
            <td className={`${CELL} ${RIGHT}`}>
              {formatCount(one.aboveThreshold)}
              <span className="block text-ink-mute text-xs">≥ {formatScore(one.threshold)}</span>
            </td>
            <td className={CELL}>
              <Arrivals scoring={one} />
            </td>
            <td className={`${CELL} text-ink-mute text-xs whitespace-nowrap max-lg:hidden`}>
              {formatMoment(one.updated)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Kind and space; of a combination, what it is of. */
function originOf({ kind, space, combination }: ScoringFunction): string {
  if (!combination) return [copy.learn.kinds[kind], space].join(" · ");
  const { operator, parts } = combination;
  const names = parts.map((part) => part.function ?? copy.learn.deletedPart);
  return operator === "not" ? copy.learn.not(names.join()) : names.join(` ${copy.learn.operatorJoints[operator]} `);
}

/** The share above the threshold among the rows that came last, against all rows. */
export function Arrivals({ scoring }: { scoring: ScoringFunction }) {
  const { steps, recent, recentRows, whole } = arrivalShares(scoring);
  if (recent === null || whole === null) return <span className="text-ink-mute text-xs">{copy.noArrivals}</span>;
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-1">
      <Sparkline shares={steps} />
      <p className="m-0 text-xs whitespace-nowrap" title={copy.arrivalsOf(formatCount(recentRows))}>
        <span className="font-medium">{formatShare(recent)}</span>{" "}
        <span className="text-ink-mute">
          <span className="max-sm:hidden">{copy.arrivalsOf(formatCount(recentRows))}</span>
          <span className="block">{copy.shareOfAll(formatShare(whole))}</span>
        </span>
      </p>
    </div>
  );
}
