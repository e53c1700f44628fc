import { type FunctionHealth, isDiffering } from "@pomona/contract/function-versions";
import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { functionHealthQuery } from "../../api/learning-queries.ts";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";

/** Health that says that arriving rows differ; null until it is known, and where they do not. Nothing waits for it. */
function useDiffering({ name, servedVersion }: ScoringFunction): FunctionHealth | null {
  const { data: health } = useQuery(functionHealthQuery(name, servedVersion));
  return health && isDiffering(health) ? health : null;
}

/** Marks the label of the section that tells how arriving rows differ. */
export function DifferingMark({ scoring }: { scoring: ScoringFunction }) {
  if (!useDiffering(scoring)) return null;
  return (
    <span className="ml-1.5 rounded-full bg-warn-wash px-2 py-px font-medium text-2xs text-warn">
      {copy.learn.isFlagged}
    </span>
  );
}

/** Says that arriving rows differ, and leads to how. */
export function DifferingNote({ scoring }: { scoring: ScoringFunction }) {
  const health = useDiffering(scoring);
  if (!health) return null;
  return (
    <section
      aria-label={copy.learn.differing}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-warn/40 bg-warn-wash px-3 py-2 text-xs"
    >
      <h2 className="m-0 flex items-center gap-1.5 font-medium text-warn text-xs">
        <Icon name="warning" size={13} />
        {copy.learn.differing}
      </h2>
      <p className="m-0">
        {copy.learn.differingIn(health.novelty?.isFlagged === true, health.shift?.isFlagged === true)}
      </p>
      <Link
        to="/functions/$name"
        params={{ name: scoring.name }}
        search={{ section: "health" }}
        className="rounded underline"
      >
        {copy.learn.toHealth}
      </Link>
    </section>
  );
}
