import { canDraw } from "@pomona/projector/point-cloud";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { projectionsQuery, shownVersion } from "../../api/projection-queries.ts";
import { spacesQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ProblemState } from "../../ui/problem-note.tsx";
import { LayoutState } from "./layout-state.tsx";
import { MapCanvas } from "./map-canvas.tsx";
import { MapHeader } from "./map-header.tsx";
import { ProjectionDialog } from "./projection-dialog.tsx";
import { StillMap } from "./still-map.tsx";

/** The catalog as a map: the map that the address asks for, or what there is to do until there is one. */
export function MapView() {
  const { search } = useCatalog();
  const projections = useQuery(projectionsQuery);
  const [isMaking, setIsMaking] = useState(false);
  const [isDrawable] = useState(canDraw);
  if (projections.error && !projections.data)
    return <ProblemState error={projections.error} onRetry={() => void projections.refetch()} />;
  if (!projections.data)
    return <div role="status" aria-label={copy.mapLoading} className="skeleton m-4 min-h-0 flex-1 rounded-xl" />;
  const projection =
    projections.data.find(({ name }) => name === search.map) ??
    projections.data.find(({ servedVersion }) => servedVersion !== null) ??
    projections.data[0];
  const version = projection && shownVersion(projection, search.mapVersion);
  return (
    <section aria-label={copy.map} className="flex min-h-0 min-w-0 flex-1 flex-col border-line border-t">
      {projection ? (
        <MapHeader
          projections={projections.data}
          projection={projection}
          version={version}
          onMake={() => setIsMaking(true)}
        />
      ) : null}
      {projection === undefined ? (
        <NoMap onMake={() => setIsMaking(true)} />
      ) : version === undefined ? (
        <LayoutState projection={projection} />
      ) : isDrawable ? (
        <MapCanvas
          key={`${projection.name}/${version.version}`}
          map={{ name: projection.name, version: version.version }}
          version={version}
        />
      ) : (
        <StillMap map={{ name: projection.name, version: version.version }} />
      )}
      {isMaking ? <ProjectionDialog onClose={() => setIsMaking(false)} /> : null}
    </section>
  );
}

function NoMap({ onMake }: { onMake: () => void }) {
  const spaces = useQuery(spacesQuery).data;
  const hasVectors = spaces === undefined || spaces.some(({ count }) => count > 1);
  return (
    <EmptyState
      icon="map"
      title={copy.noMap}
      actions={
        hasVectors ? (
          <Button look="accent" icon="plus" onClick={onMake}>
            {copy.makeMap}
          </Button>
        ) : null
      }
    >
      {hasVectors ? copy.noMapHint : copy.noMapSpace}
    </EmptyState>
  );
}
