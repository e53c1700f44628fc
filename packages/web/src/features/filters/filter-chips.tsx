import type { Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { useMemo } from "react";
import { chipsOf } from "../../catalog/filter-chips.ts";
import { groupOf, type NodePath, removeAt, tidy } from "../../catalog/filter-edits.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";
import { chipText } from "./chip-text.ts";
import { useClusterNames } from "./use-cluster-names.ts";

/** The conditions that are set, each with a cross that takes it away; those of a group stand in one frame. */
export function FilterChips() {
  const { filter, setFilter, setParts } = useCatalog();
  useClusterNames(filter);
  const tree = useMemo(() => tidy(filter), [filter]);
  const chips = chipsOf(tree);
  if (chips.length === 0) return null;
  const remove = (path: NodePath): void => setFilter(removeAt(tree, path));
  return (
    <ul aria-label={copy.activeFilters} className="m-0 flex min-w-0 list-none flex-wrap items-center gap-1.5 p-0">
      {chips.map(({ node, path }) => (
        <li key={path.join()} className="max-w-full">
          <NodeChip node={node} path={path} remove={remove} />
        </li>
      ))}
      {chips.length > 1 ? (
        <li>
          <button
            type="button"
            className="h-6 rounded px-1.5 text-ink-mute text-xs hover:text-ink"
            onClick={() => setParts([])}
          >
            {copy.clearAll}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

interface NodeChipProps {
  node: Filter;
  path: NodePath;
  remove: (path: NodePath) => void;
}

/** A group shows its conditions one by one; what is nested deeper is a line of words. */
function NodeChip({ node, path, remove }: NodeChipProps) {
  const group = groupOf(node);
  if (!group || group.parts.length < 2)
    return <Pill node={node} onRemove={() => remove(path)} look="h-6 bg-accent-wash text-accent-strong" />;
  return (
    <span
      className="inline-flex min-h-6 max-w-full flex-wrap items-center gap-1 rounded-xl border border-accent/35 bg-accent-wash/50 py-px pl-2 text-xs"
      title={printFilter(node)}
    >
      {"not" in node ? <span className="font-medium text-danger">{copy.notWord}</span> : null}
      {group.parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a part of the tree is known by
        <span key={i} className="inline-flex max-w-full items-center gap-1">
          {i > 0 ? <span className="text-ink-mute">{group.word}</span> : null}
          <Pill node={part} onRemove={() => remove([...path, i])} look="h-5 bg-accent-wash text-accent-strong" />
        </span>
      ))}
      <Cross what={chipText(node)} onPress={() => remove(path)} />
    </span>
  );
}

function Pill({ node, onRemove, look }: { node: Filter; onRemove: () => void; look: string }) {
  const text = chipText(node);
  return (
    <span className={`inline-flex max-w-80 items-center rounded-full pl-2.5 text-xs ${look}`}>
      <span className="truncate" title={printFilter(node)}>
        {text}
      </span>
      <Cross what={text} onPress={onRemove} />
    </span>
  );
}

function Cross({ what, onPress }: { what: string; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label={copy.removeFilter(what)}
      className="ml-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-full text-accent-strong hover:bg-black/10"
      onClick={onPress}
    >
      <Icon name="close" size={11} />
    </button>
  );
}
