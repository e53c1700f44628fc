import type { VersionDiff } from "@pomona/contract/function-versions";
import { useQuery } from "@tanstack/react-query";
import { versionDiffQuery } from "../../api/learning-queries.ts";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { figureName, figureText } from "./figure-text.ts";
import { AnchorList } from "./function-anchors.tsx";

interface VersionDiffViewProps {
  name: string;
  from: number;
  to: number;
}

/** What changed from one version to another: examples, parameters, rows across the threshold. */
export function VersionDiffView({ name, from, to }: VersionDiffViewProps) {
  const { data: diff, error } = useQuery(versionDiffQuery(name, from, to));
  const title = copy.learn.diffTitle(from, to);
  return (
    <section aria-label={title} className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4">
      <h3 className="m-0 font-semibold text-base">{title}</h3>
      {error ? (
        <ProblemNote error={error} />
      ) : diff ? (
        <Changes diff={diff} />
      ) : (
        <div className="skeleton h-24 rounded-md" />
      )}
    </section>
  );
}

function Changes({ diff }: { diff: VersionDiff }) {
  const { added, removed, flipped, parameters, rows } = diff;
  const changed = Object.entries(parameters);
  const isSame = added.length + removed.length + flipped.length + changed.length === 0;
  return (
    <>
      {isSame ? <p className="m-0 text-ink-mute">{copy.learn.nothingChanged}</p> : null}
      <p className="m-0">
        {rows === null ? (
          <span className="text-ink-mute">{copy.learn.rowsUnknown}</span>
        ) : (
          <>
            <strong className="font-semibold">
              {copy.learn.rowsCross(formatCount(rows.entering), formatCount(rows.leaving))}
            </strong>
            <span className="text-ink-mute">
              {" "}
              · {copy.learn.rowsAbove(figureText(rows.above.before), figureText(rows.above.after))}
            </span>
          </>
        )}
      </p>
      {added.length > 0 ? (
        <AnchorList title={copy.learn.addedAnchors(formatCount(added.length))} anchors={added} />
      ) : null}
      {removed.length > 0 ? (
        <AnchorList title={copy.learn.removedAnchors(formatCount(removed.length))} anchors={removed} />
      ) : null}
      {flipped.length > 0 ? (
        <AnchorList title={copy.learn.flippedAnchors(formatCount(flipped.length))} anchors={flipped} />
      ) : null}
      {changed.length > 0 ? <Parameters changed={changed} /> : null}
    </>
  );
}

function Parameters({ changed }: { changed: [string, VersionDiff["parameters"][string]][] }) {
  return (
    <Table label={copy.learn.changedParameters} narrow="wrap">
      <thead>
        <tr>
          <HeadCell>{copy.learn.what}</HeadCell>
          <HeadCell>{copy.learn.before}</HeadCell>
          <HeadCell>{copy.learn.after}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {changed.map(([name, { before, after }]) => (
          <tr key={name}>
            <Cell>{figureName(name)}</Cell>
            <Cell>{figureText(before)}</Cell>
            <Cell>{figureText(after)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
