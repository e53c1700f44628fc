import type { FunctionVersionView } from "@pomona/contract/function-versions";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { formatMoment, formatScore } from "../../ui/format.ts";
import { ActionsHead, Cell, HeadCell, Table } from "../../ui/table.tsx";
import { EstimateCell } from "./estimate-text.tsx";
import { StateBadge } from "./state-badge.tsx";

interface VersionListProps {
  name: string;
  versions: readonly FunctionVersionView[];
  compared: { from: number; to: number };
  onCompared: (compared: { from: number; to: number }) => void;
  onRollBack: (version: number) => void;
  onExport: (version: number) => void;
}

/** Versions of a function, newest first: why and by whom each was made, how good it is, and which one serves. */
export function VersionList({ name, versions, compared, onCompared, onRollBack, onExport }: VersionListProps) {
  const newest = versions[0]?.version;
  const radio = (end: "from" | "to", version: number) => (
    <input
      type="radio"
      name={`compare-${end}`}
      aria-label={end === "from" ? copy.learn.compareFrom(version) : copy.learn.compareTo(version)}
      className="size-4 accent-accent align-middle"
      checked={compared[end] === version}
      onChange={() => onCompared({ ...compared, [end]: version })}
    />
  );
  return (
    <Table label={`${copy.learn.sections.versions}: ${name}`} narrow="stack">
      <thead>
        <tr>
          {versions.length > 1 ? (
            <>
              <HeadCell>{copy.learn.from}</HeadCell>
              <HeadCell>{copy.learn.to}</HeadCell>
            </>
          ) : null}
          <HeadCell>{copy.version}</HeadCell>
          <HeadCell>{copy.created}</HeadCell>
          <HeadCell>{copy.learn.anchorCounts}</HeadCell>
          <HeadCell isNumber>{copy.threshold}</HeadCell>
          <HeadCell>{copy.learn.crossValidated}</HeadCell>
          <HeadCell isNumber>{copy.learn.evaluatedAp}</HeadCell>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {versions.map((one) => (
          <tr key={one.version}>
            {versions.length > 1 ? (
              <>
                <Cell label={copy.learn.from}>{radio("from", one.version)}</Cell>
                <Cell label={copy.learn.to}>{radio("to", one.version)}</Cell>
              </>
            ) : null}
            <Cell label={copy.version}>
              <NumberAndState version={one} />
            </Cell>
            <Cell label={copy.created}>
              <span>
                {formatMoment(one.created)}
                <span className="block text-ink-mute text-xs">{one.by}</span>
              </span>
            </Cell>
            <Cell label={copy.learn.anchorCounts}>
              <span className="tabular-nums">
                +{one.positives} / −{one.negatives}
              </span>
            </Cell>
            <Cell isNumber label={copy.threshold}>
              {formatScore(one.threshold)}
            </Cell>
            <EstimateCell label={copy.learn.crossValidated} estimate={one.crossValidated} />
            <Cell isNumber label={copy.learn.evaluatedAp}>
              <Evaluated evaluated={one.evaluated} />
            </Cell>
            <Cell isNarrow>
              {one.version === newest ? null : (
                <IconButton
                  icon="undo"
                  label={copy.learn.rollBackTo(one.version)}
                  disabled={one.state === "failed"}
                  onClick={() => onRollBack(one.version)}
                />
              )}
              <IconButton
                icon="download"
                label={copy.learn.exportVersion(one.version)}
                onClick={() => onExport(one.version)}
              />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Average precision; of a combination whose parts have changed since, that is said. */
function Evaluated({ evaluated }: Pick<FunctionVersionView, "evaluated">) {
  if (evaluated?.averagePrecision == null) return copy.learn.notKnown;
  const figure = formatScore(evaluated.averagePrecision);
  if (!evaluated.isOutdated) return figure;
  return (
    <span>
      {figure}
      <span
        title={copy.learn.earlierPartsHint}
        className="ml-2 rounded-full bg-warn-wash px-2 py-px text-2xs text-warn whitespace-nowrap"
      >
        {copy.learn.earlierParts}
      </span>
    </span>
  );
}

function NumberAndState({
  version: { version, kind, state, isServed, error, note },
}: {
  version: FunctionVersionView;
}) {
  return (
    <div className="py-1.5">
      <span className="flex items-center gap-2 max-sm:justify-end">
        <span className="font-medium tabular-nums">{version}</span>
        <span className="text-ink-mute text-xs">{copy.learn.kinds[kind]}</span>
        {isServed ? (
          <span className="rounded-full bg-accent-wash px-2 py-px font-medium text-2xs text-accent-strong">
            {copy.learn.served}
          </span>
        ) : null}
        {state === "complete" ? null : <StateBadge state={state} />}
      </span>
      {error === null ? null : (
        <span className="line-clamp-2 max-w-64 min-w-32 whitespace-normal text-danger text-xs" title={error}>
          {error}
        </span>
      )}
      {note === null ? null : (
        <span className="line-clamp-2 max-w-64 min-w-32 whitespace-normal text-ink-soft text-xs" title={note}>
          {note}
        </span>
      )}
    </div>
  );
}
