import type { ScoringFunction } from "@pomona/contract/functions";
import type { QueryRequest } from "@pomona/contract/rows";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { RowStrip } from "../../catalog/row-strip.tsx";
import { copy } from "../../copy.ts";

const SHOWN = 12;

/** Rows along the scores: the highest, those on both sides of the threshold, and some at random. */
export function TopRows({ scoring }: { scoring: ScoringFunction }) {
  const { name, threshold } = scoring;
  const [seed, setSeed] = useState(1);
  const strips: { title: string; request: QueryRequest }[] = [
    {
      title: copy.highestScores,
      request: { sort: { function: name, descending: true }, filter: { function: name, op: "exists" } },
    },
    {
      title: copy.justAbove,
      request: { sort: { function: name, descending: false }, filter: { function: name, op: ">=", value: threshold } },
    },
    {
      title: copy.justBelow,
      request: { sort: { function: name, descending: true }, filter: { function: name, op: "<", value: threshold } },
    },
    {
      title: copy.randomRows,
      request: { sort: { random: seed }, filter: { function: name, op: "exists" } },
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      {strips.map((strip) => (
        <Strip key={strip.title} functionName={name} {...strip} />
      ))}
      <button
        type="button"
        className="-mt-3 self-start rounded text-accent text-xs hover:underline"
        onClick={() => setSeed(seed + 1)}
      >
        {copy.otherRandom}
      </button>
    </div>
  );
}

function Strip({ title, request, functionName }: { title: string; request: QueryRequest; functionName: string }) {
  const rows = useQuery({
    queryKey: ["rows", "strip", request],
    queryFn: ({ signal }) => api.query({ ...request, limit: SHOWN, scores: [functionName] }, { signal }),
    placeholderData: (before) => before,
  }).data?.rows;
  return <RowStrip title={title} rows={rows} score={(row) => row.scores[functionName] ?? null} />;
}
