import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { RowStrip } from "../../catalog/row-strip.tsx";
import { suggestedSpace } from "../../catalog/suggested-space.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Select } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import type { WholeRow } from "./row-sidebar.tsx";

const SHOWN = 12;

/** The rows most like this one in a space of the user's choice. */
export function Neighbours({ row }: { row: WholeRow }) {
  const { spaces } = useCatalog();
  const fitting = spaces.filter((space) => row.embeddings[space.name] === "ready");
  const [chosen, setChosen] = useState<string | null>(null);
  const space = fitting.find((one) => one.name === chosen) ?? suggestedSpace(fitting, [row]);
  const neighbours = useQuery({
    queryKey: ["neighbours", row.key, space?.name],
    queryFn: ({ signal }) =>
      api.query(
        {
          filter: { not: { field: "key", op: "=", value: row.key } },
          sort: { similarity: { space: space?.name ?? "", anchors: [{ key: row.key }] } },
          limit: SHOWN,
        },
        { signal },
      ),
    enabled: space !== undefined,
  });
  if (!space) return null;
  return (
    <div className="mt-4 flex flex-col gap-2">
      {neighbours.error ? (
        <ProblemNote error={neighbours.error} />
      ) : (
        <RowStrip title={copy.neighboursIn(space.name)} rows={neighbours.data?.rows} score={(one) => one.rank} />
      )}
      {fitting.length > 1 ? (
        <Select
          label={copy.space}
          isLabelHidden
          className="w-44"
          value={space.name}
          onValue={setChosen}
          options={fitting.map((one) => ({ value: one.name, label: one.name }))}
        />
      ) : null}
    </div>
  );
}
