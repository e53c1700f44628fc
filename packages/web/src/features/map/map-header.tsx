import type { Projection, ProjectionVersion } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { jobsQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { formatShare } from "../../ui/format.ts";
import { Popover } from "../../ui/popover.tsx";
import { AboutMap } from "./about-map.tsx";
import { ColourSelect } from "./colour-select.tsx";
import { ProjectionDialog } from "./projection-dialog.tsx";

interface MapHeaderProps {
  projections: readonly Projection[];
  projection: Projection;
  /** The one that is shown; undefined before any is complete. */
  version: ProjectionVersion | undefined;
  onMake: () => void;
}

const SMALL = "[&_select]:h-7 [&_select]:text-xs";
const NEW_MAP = "\u0000new";

/** Which map is shown and what it is coloured by, and why it should be laid out again, where it should. */
export function MapHeader({ projections, projection, version, onMake }: MapHeaderProps) {
  const { patchSearch } = useCatalog();
  const [isAgain, setIsAgain] = useState(false);
  const complete = projection.versions.filter(({ state }) => state === "complete");
  const choose = (name: string): void => {
    if (name === NEW_MAP) onMake();
    else patchSearch({ map: name, mapVersion: undefined, at: undefined });
  };
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-canvas px-2 py-1">
      <Select
        label={copy.map}
        isLabelHidden
        className={`max-w-44 ${SMALL}`}
        value={projection.name}
        onValue={choose}
        options={[
          ...projections.map(({ name }) => ({ value: name, label: name })),
          { value: NEW_MAP, label: `${copy.makeMap}…` },
        ]}
      />
      {complete.length > 1 && version ? (
        <Select
          label={copy.version}
          isLabelHidden
          className={`max-w-36 ${SMALL}`}
          value={String(version.version)}
          onValue={(value) =>
            patchSearch({
              map: projection.name,
              mapVersion: Number(value) === projection.servedVersion ? undefined : Number(value),
              at: undefined,
            })
          }
          options={complete.map((one) => ({
            value: String(one.version),
            label: copy.mapVersionOf(one.version, one.version === projection.servedVersion),
          }))}
        />
      ) : null}
      {version ? (
        <>
          <Popover title={copy.aboutMap} trigger={<IconButton icon="info" label={copy.aboutMap} className="size-7" />}>
            <AboutMap projection={projection} version={version} onAgain={() => setIsAgain(true)} />
          </Popover>
          <Again projection={projection} version={version} onAgain={() => setIsAgain(true)} />
          <OtherLayout projection={projection} version={version} />
          <ColourSelect map={{ name: projection.name, version: version.version }} levels={version.clusterLevels} />
        </>
      ) : null}
      {isAgain ? <ProjectionDialog before={projection} onClose={() => setIsAgain(false)} /> : null}
    </div>
  );
}

/** Says that what is shown is not the newest layout, or not the one that the address, or a slice, asks for. */
function OtherLayout({ projection, version: { version } }: { projection: Projection; version: ProjectionVersion }) {
  const { search, patchSearch } = useCatalog();
  const asked = search.map === projection.name ? search.mapVersion : undefined;
  const isGone = asked !== undefined && asked !== version;
  if (!isGone && version === projection.servedVersion) return null;
  const showNewest = (): void => patchSearch({ map: projection.name, mapVersion: undefined, at: undefined });
  return (
    <div role="status" className="flex min-w-0 items-center gap-1.5 rounded-md bg-sunken pl-2 text-ink-soft text-xs">
      <span className="min-w-0">{isGone ? copy.mapVersionGone(asked) : copy.olderMap}</span>
      <Button look="quiet" className="h-7 text-xs" onClick={showNewest}>
        {copy.showNewest}
      </Button>
    </div>
  );
}

/** How far the next version is, or why there should be one. */
function Again({
  projection,
  version,
  onAgain,
}: {
  projection: Projection;
  version: ProjectionVersion;
  onAgain: () => void;
}) {
  const job = useQuery(jobsQuery).data?.find(({ id }) => id === projection.job);
  if (projection.job !== null) {
    const share = job?.total ? job.done / job.total : 0;
    return (
      <p role="status" className="m-0 text-ink-mute text-xs">
        {copy.layingOutAgain(formatShare(share))}
      </p>
    );
  }
  if (version.hint === null || version.version !== projection.servedVersion) return null;
  return (
    <div className="flex min-w-0 items-center gap-1.5 rounded-md bg-warn-wash pl-2 text-warn text-xs">
      <span className="min-w-0">
        {copy.mapHints[version.hint](formatShare(version.placed / Math.max(1, version.rows)))}
      </span>
      <Button look="quiet" className="h-7 text-warn text-xs" onClick={onAgain}>
        {copy.layOutAgain}
      </Button>
    </div>
  );
}
