import type { MetadataValue } from "@pomona/contract/fields";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { api } from "../../api/client.ts";
import { fieldsQuery } from "../../api/queries.ts";
import { suggestedSpace } from "../../catalog/suggested-space.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { ChipsEditor } from "./chips-editor.tsx";
import { Embeddings } from "./embeddings.tsx";
import { FieldList } from "./field-list.tsx";
import { MetadataEditor } from "./metadata-editor.tsx";
import { Neighbours } from "./neighbours.tsx";
import { RowScores } from "./row-scores.tsx";
import { useRowEdit } from "./use-row-edit.ts";

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
      <RowScores scores={row.scores} origins={row.origins} />
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
