import type { MetadataValue } from "@pomona/contract/fields";
import type { Row, RowEdit } from "@pomona/contract/rows";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "../../api/client.ts";
import { fieldsQuery, rowQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { suggestedSpace } from "../../catalog/suggested-space.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { ChipsEditor } from "./chips-editor.tsx";
import { Embeddings } from "./embeddings.tsx";
import { FieldList } from "./field-list.tsx";
import { MetadataEditor } from "./metadata-editor.tsx";
import { Neighbours } from "./neighbours.tsx";
import { RowScores } from "./row-scores.tsx";

export type WholeRow = Awaited<ReturnType<typeof api.getRow>>;

/** Everything that is known of a row; labels and tags are edited where they stand. */
export function RowSidebar({ row }: { row: WholeRow }) {
  const { showSimilar, spaces } = useCatalog();
  const edit = useRowEdit(row);
  const hasVector = Object.values(row.embeddings).includes("ready");
  return (
    <div className="flex flex-col gap-6 p-4 pb-10 sm:p-5">
      <Part title={copy.labels}>
        <ChipsEditor
          label={copy.labels}
          addLabel={copy.addLabel}
          field="label"
          values={row.labels}
          onValues={(labels) => edit({ labels })}
        />
      </Part>
      <Part title={copy.tags}>
        <ChipsEditor
          label={copy.tags}
          addLabel={copy.addTag}
          field="tag"
          values={row.tags}
          onValues={(tags) => edit({ tags })}
        />
      </Part>
      {hasVector ? (
        <div>
          <Button
            icon="similar"
            onClick={() =>
              showSimilar([{ sign: "+", kind: "row", value: row.key }], { space: suggestedSpace(spaces, [row])?.name })
            }
          >
            {copy.viewSimilar}
          </Button>
          <Neighbours row={row} />
        </div>
      ) : null}
      <RowScores scores={row.scores} />
      <MetadataPart row={row} onValue={(name, value) => edit({ metadata: { [name]: value } })} />
      <Part title={copy.fields}>
        <FieldList row={row} />
      </Part>
      <Part title={copy.embeddings}>
        <Embeddings row={row} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="m-0 mb-2 font-medium text-ink-mute text-xs">{title}</h3>
      {children}
    </section>
  );
}

function MetadataPart({ row, onValue }: { row: WholeRow; onValue: (name: string, value: MetadataValue) => void }) {
  const hasMetadata = (useQuery(fieldsQuery).data ?? []).some((field) => !field.builtin);
  return hasMetadata ? (
    <Part title={copy.metadataColumns}>
      <MetadataEditor row={row} onValue={onValue} />
    </Part>
  ) : null;
}

type Metadata = Row["metadata"];

/** Metadata with values set; null takes one away. */
const withValues = (before: Metadata, set: Metadata): Metadata =>
  Object.fromEntries(Object.entries({ ...before, ...set }).filter(([, value]) => value !== null));

/** What gives the values back that a change overwrites. */
const valuesBefore = (before: Metadata, set: Metadata): Metadata =>
  Object.fromEntries(Object.keys(set).map((name) => [name, before[name] ?? null]));

/** Sets fields of the row, and offers to take that back. */
function useRowEdit(row: Row): (change: RowEdit) => void {
  const client = useQueryClient();
  const save = useAction({
    run: ({ change }: { change: RowEdit; undo: RowEdit | null }) => api.editRow({ key: row.key }, change),
    changes: ["row", "rows", "facets", "fields"],
    onDone: (_saved, { undo }) => {
      if (undo)
        showMessage(copy.rowSaved, undefined, {
          label: copy.undo,
          run: () => save.mutate({ change: undo, undo: null }),
        });
    },
  });
  return (change) => {
    client.setQueryData(
      rowQuery(row.key).queryKey,
      (before) =>
        before && {
          ...before,
          ...(change.labels ? { labels: change.labels } : {}),
          ...(change.tags ? { tags: change.tags } : {}),
          ...(change.metadata ? { metadata: withValues(before.metadata, change.metadata) } : {}),
        },
    );
    save.mutate({
      change,
      undo: {
        ...(change.labels ? { labels: row.labels } : {}),
        ...(change.tags ? { tags: row.tags } : {}),
        ...(change.metadata ? { metadata: valuesBefore(row.metadata, change.metadata) } : {}),
      },
    });
  };
}
