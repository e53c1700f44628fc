import type { Filter } from "@pomona/contract/filter";
import type { Projection, ProjectionParameters } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { api } from "../../api/client.ts";
import { spacesQuery, totalQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { partsOf } from "../../catalog/filter-parts.ts";
import { suggestedSpace } from "../../catalog/suggested-space.ts";
import { CatalogContext } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Checkbox, Select, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";
import {
  type DraftNumber,
  draftOf,
  isNumberOf,
  isUsed,
  LIMITS,
  type ProjectionDraft,
  parametersOf,
} from "./projection-draft.ts";

interface ProjectionDialogProps {
  /** Laid out again, as a new version; absent: a new projection is made. */
  before?: Projection | undefined;
  onClose: () => void;
}

/** Asks how a map is to be laid out, and starts it. */
export function ProjectionDialog({ before, onClose }: ProjectionDialogProps) {
  const spaces = (useQuery(spacesQuery).data ?? []).filter(({ count }) => count > 1);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft, setDraft] = useState(() => draftOf(before));
  const [isOnlyFilter, setIsOnlyFilter] = useState(false);
  const space = before?.space ?? chosen ?? suggestedSpace(spaces)?.name ?? "";
  // In the settings there is no filter.
  const filter = useContext(CatalogContext)?.filter ?? { and: [] };
  const parameters = parametersOf(draft);
  const start = useStart({ before, onClose });
  return (
    <FormDialog
      title={before ? copy.layOutAgainTitle(before.name) : copy.makeMap}
      description={before ? copy.layOutAgainHint : copy.makeMapHint}
      action={before ? copy.layOutAgain : copy.makeMap}
      isReady={parameters !== null && space !== ""}
      isPending={start.isPending}
      onSubmit={() =>
        parameters && start.mutate({ name: name.trim(), space, parameters, filter: isOnlyFilter ? filter : null })
      }
      onClose={onClose}
    >
      {before ? null : (
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={copy.space}
            value={space}
            onValue={setChosen}
            options={spaces.map((one) => ({ value: one.name, label: one.name }))}
          />
          <TextField
            label={copy.name}
            value={name}
            onValue={setName}
            placeholder={space}
            autoComplete="off"
            maxLength={200}
          />
        </div>
      )}
      <Select
        label={copy.mapMethod}
        value={draft.method}
        onValue={(method) => setDraft({ ...draft, method: method as ProjectionParameters["method"] })}
        options={(["umap", "tsne", "pca"] as const).map((value) => ({ value, label: copy.mapMethods[value] }))}
      />
      <Numbers draft={draft} onDraft={setDraft} names={["neighbours", "minDistance", "perplexity"]} />
      <OnlyFilter filter={filter} isChecked={isOnlyFilter} onChecked={setIsOnlyFilter} />
      <details className="group">
        <summary className="rounded font-medium text-ink-soft text-xs">{copy.advanced}</summary>
        <div className="mt-3 flex flex-col gap-3">
          <Select
            label={copy.mapMetric}
            value={draft.metric}
            onValue={(metric) => setDraft({ ...draft, metric: metric as ProjectionParameters["metric"] })}
            options={(["euclidean", "cosine"] as const).map((value) => ({ value, label: copy.mapMetrics[value] }))}
          />
          <Numbers draft={draft} onDraft={setDraft} names={["seed", "components", "landmarks"]} />
        </div>
      </details>
    </FormDialog>
  );
}

interface Asked {
  name: string;
  space: string;
  parameters: NonNullable<ReturnType<typeof parametersOf>>;
  /** null: every row of the space. */
  filter: Filter | null;
}

function useStart({ before, onClose }: ProjectionDialogProps) {
  return useAction({
    run: ({ name, space, parameters, filter }: Asked) =>
      before
        ? api.relayProjection({ name: before.name }, { parameters, ...(filter ? { filter } : {}) })
        : api.createProjection({ ...(name ? { name } : {}), space, parameters, ...(filter ? { filter } : {}) }),
    changes: ["projections", "jobs"],
    onDone: ({ projection }) => {
      showMessage(copy.mapIsMade(projection.name));
      onClose();
    },
  });
}

const TEXTS: Record<DraftNumber, { label: string; hint?: string }> = {
  neighbours: { label: copy.mapNeighbours, hint: copy.mapNeighboursHint },
  minDistance: { label: copy.mapMinDistance, hint: copy.mapMinDistanceHint },
  perplexity: { label: copy.mapPerplexity, hint: copy.mapPerplexityHint },
  seed: { label: copy.mapSeed, hint: copy.mapSeedHint },
  components: { label: copy.mapComponents },
  landmarks: { label: copy.mapLandmarks, hint: copy.mapLandmarksHint },
};

interface NumbersProps {
  draft: ProjectionDraft;
  onDraft: (draft: ProjectionDraft) => void;
  names: readonly DraftNumber[];
}

/** The numbers that the method looks at, beside each other. */
function Numbers({ draft, onDraft, names }: NumbersProps) {
  const used = names.filter((name) => isUsed(draft.method, name));
  if (used.length === 0) return null;
  return (
    <div className="grid grid-cols-2 gap-3">
      {used.map((name) => (
        <TextField
          key={name}
          {...TEXTS[name]}
          type="number"
          min={LIMITS[name].low}
          max={LIMITS[name].high}
          step={LIMITS[name].step}
          aria-invalid={!isNumberOf(name, draft[name])}
          placeholder={copy.mapDefault}
          value={draft[name]}
          onValue={(value) => onDraft({ ...draft, [name]: value })}
        />
      ))}
    </div>
  );
}

interface OnlyFilterProps {
  filter: Filter;
  isChecked: boolean;
  onChecked: (isChecked: boolean) => void;
}

/** Offers a map of the rows of the filter alone, where there is one. */
function OnlyFilter({ filter, isChecked, onChecked }: OnlyFilterProps) {
  const isFiltered = partsOf(filter).length > 0;
  const count = useQuery({ ...totalQuery(filter), enabled: isFiltered }).data;
  if (!isFiltered) return null;
  return (
    <Checkbox
      label={copy.mapOnlyFilter(count === undefined ? "…" : formatCount(count))}
      isChecked={isChecked}
      onChecked={onChecked}
    />
  );
}
