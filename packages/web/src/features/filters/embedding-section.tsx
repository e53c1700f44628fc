import type { EmbeddingState, Filter } from "@pomona/contract/filter";
import type { Space } from "@pomona/contract/spaces";
import { useQueries } from "@tanstack/react-query";
import { totalQuery } from "../../api/queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { Section } from "./section.tsx";

const STATES = ["ready", "pending", "failed"] as const satisfies readonly EmbeddingState[];
const isOfSpace = (part: Filter, space: string): boolean => "embedding" in part && part.embedding === space;

/** How far the rows of the filter have come in each space. */
export function EmbeddingSection({ spaces }: { spaces: readonly Space[] }) {
  const { parts } = useCatalog();
  return (
    <Section name="embeddings" title={copy.embeddings} active={parts.filter((part) => "embedding" in part).length}>
      <div className="flex flex-col gap-3 pb-3">
        {spaces.map((space) => (
          <SpaceStates key={space.name} space={space.name} />
        ))}
      </div>
    </Section>
  );
}

function SpaceStates({ space }: { space: string }) {
  const { parts, addedParts, setParts } = useCatalog();
  const others = parts.filter((part) => !isOfSpace(part, space));
  const own = parts.find((part) => isOfSpace(part, space));
  const wanted = own && "embedding" in own ? [own.value].flat() : [];
  const counts = useQueries({
    queries: STATES.map((state) =>
      totalQuery(joinParts([...others, ...addedParts, { embedding: space, op: "=", value: state }])),
    ),
  });
  const toggle = (state: EmbeddingState): void => {
    const next = wanted.includes(state) ? wanted.filter((one) => one !== state) : [...wanted, state];
    const [first] = next;
    const condition: Filter[] =
      first === undefined
        ? []
        : [
            next.length === 1
              ? { embedding: space, op: "=", value: first }
              : { embedding: space, op: "in", value: next },
          ];
    setParts([...others, ...condition]);
  };
  return (
    <fieldset className="m-0 border-0 p-0 px-2">
      <legend className="truncate px-2 pb-0.5 text-2xs text-ink-mute">{space}</legend>
      {STATES.map((state, index) => (
        <label key={state} className="flex h-7 items-center gap-2 rounded px-2 hover:bg-hover">
          <input
            type="checkbox"
            className="size-3.5 accent-accent"
            checked={wanted.includes(state)}
            onChange={() => toggle(state)}
          />
          {copy.embeddingStates[state]}
          <span className="ml-auto text-ink-mute text-xs">
            {counts[index]?.data === undefined ? "" : formatCount(counts[index].data)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
