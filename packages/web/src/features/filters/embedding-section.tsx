import type { EmbeddingState } from "@pomona/contract/filter";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { Space } from "@pomona/contract/spaces";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Section } from "../../ui/section.tsx";
import { OptionList } from "./option-list.tsx";

const STATES = ["ready", "pending", "failed", "none"] as const satisfies readonly EmbeddingState[];

/** How far the rows of the filter have come in each space. */
export function EmbeddingSection({ spaces }: { spaces: readonly Space[] }) {
  const { parts } = useCatalog();
  const active = parts.filter((part) => [...conditionsOf(part)].every((one) => "embedding" in one)).length;
  return (
    <Section name="embeddings" title={copy.embeddings} active={active}>
      <div className="flex flex-col gap-3 pb-3">
        {spaces.map(({ name }) => (
          <OptionList
            key={name}
            title={name}
            options={STATES.map((state) => ({
              label: copy.embeddingStates[state],
              condition: { embedding: name, op: "=", value: state },
            }))}
          />
        ))}
      </div>
    </Section>
  );
}
