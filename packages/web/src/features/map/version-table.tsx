import type { Projection, ProjectionVersion } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { jobsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { formatCount, formatMoment, formatShare } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { ActionsHead, Cell, HeadCell, Table } from "../../ui/table.tsx";

interface VersionTableProps {
  projection: Projection;
  /** Absent where there is only one: the projection is deleted instead. */
  onDelete: ((version: number) => void) | undefined;
}

/** The versions of a projection, newest first, with their figures. */
export function VersionTable({ projection, onDelete }: VersionTableProps) {
  return (
    <Table label={copy.mapOf(projection.name)}>
      <thead>
        <tr>
          <HeadCell isNumber>{copy.version}</HeadCell>
          <HeadCell>{copy.mapFacts.method}</HeadCell>
          <HeadCell isNumber>{copy.mapFacts.rows}</HeadCell>
          <HeadCell isNumber>{copy.mapFacts.placed}</HeadCell>
          <HeadCell isNumber>{copy.mapFacts.trustworthiness}</HeadCell>
          <HeadCell>{copy.mapFacts.completed}</HeadCell>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {projection.versions.map((version) => (
          <tr key={version.version}>
            <Cell isNumber>{version.version}</Cell>
            <Cell>{copy.mapMethods[version.parameters.method].split(":")[0]}</Cell>
            <Cell isNumber>{version.state === "complete" ? formatCount(version.rows) : "–"}</Cell>
            <Cell isNumber>
              {version.state === "complete" ? formatShare(version.placed / Math.max(1, version.rows)) : "–"}
            </Cell>
            <Cell isNumber>{version.quality ? version.quality.trustworthiness.toFixed(3) : "–"}</Cell>
            <Cell>
              <State projection={projection} version={version} />
            </Cell>
            <Cell isNarrow>
              {onDelete && version.state !== "laying" ? (
                <IconButton
                  icon="trash"
                  label={copy.deleteMapVersion(projection.name, version.version)}
                  onClick={() => onDelete(version.version)}
                />
              ) : null}
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** When a version was complete, how far it is, or why it came to nothing. */
function State({ projection, version }: { projection: Projection; version: ProjectionVersion }) {
  const job = useQuery(jobsQuery).data?.find(({ id }) => id === projection.job);
  if (version.state === "complete" && version.completed !== null) return formatMoment(version.completed);
  if (version.state === "laying")
    return (
      <div className="w-32">
        <ProgressBar label={copy.layingOut(projection.name)} done={job?.done ?? 0} total={job?.total ?? null} />
      </div>
    );
  return (
    <span className="text-danger" title={version.error ?? undefined}>
      {copy.mapStates[version.state]}
    </span>
  );
}
