import type { Condition } from "@pomona/contract/filter";
import { useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import {
  addAt,
  addToFilter,
  groupOf,
  type NodePath,
  nodeAt,
  replaceAt,
  tidy,
  wrapAt,
} from "../../catalog/filter-edits.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { ConditionForm } from "./condition-form.tsx";
import { EditorNode } from "./editor-node.tsx";
import { type Asked, EditorContext } from "./use-editor.ts";

/** The filter as a tree: each condition and group with what can be done to it. */
export function FilterEditor() {
  const { filter, setFilter, problem } = useCatalog();
  const tree = useMemo(() => tidy(filter), [filter]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [wanted, setWanted] = useState<NodePath | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  if (problem) return <p className="m-0 px-4 pb-3 text-danger text-xs">{copy.mendTextFirst}</p>;
  const isEmpty = groupOf(tree)?.parts.length === 0 && "and" in tree;
  // The form had the focus, which goes to the node or the button that it came from.
  const endAsking = (): void => {
    if (asked?.what !== "new") setWanted(asked?.path ?? null);
    flushSync(() => setAsked(null));
    if (asked?.what === "new") addButton.current?.focus();
  };
  const done = (condition: Condition): void => {
    endAsking();
    if (asked?.what === "edit") {
      const isNegated = "not" in (nodeAt(tree, asked.path) ?? tree);
      setFilter(replaceAt(tree, asked.path, isNegated ? { not: condition } : condition));
    } else if (asked?.what === "add") setFilter(addAt(tree, asked.path, condition));
    else if (asked?.what === "new") setFilter(addToFilter(tree, condition));
    else if (asked) setFilter(wrapAt(tree, asked.path, asked.what, condition));
  };
  return (
    <EditorContext
      value={{
        tree,
        edit: (next, path) => {
          setAsked(null);
          setWanted(path ?? null);
          setFilter(next);
        },
        asked,
        ask: (next) => (next ? setAsked(next) : endAsking()),
        done,
        wanted,
        reached: () => setWanted(null),
      }}
    >
      <div className="flex flex-col gap-1 px-3 pb-3">
        {isEmpty ? (
          <p className="m-0 px-1 text-ink-mute text-xs">{copy.noConditions}</p>
        ) : (
          <ul aria-label={copy.conditions} className="m-0 list-none p-0">
            <EditorNode node={tree} path={[]} />
          </ul>
        )}
        {asked?.what === "new" ? (
          <ConditionForm action={copy.addCondition} onDone={done} onCancel={endAsking} />
        ) : (
          <Button
            ref={addButton}
            look="quiet"
            icon="plus"
            className="h-7 self-start px-1.5 text-xs"
            onClick={() => setAsked({ what: "new", path: [] })}
          >
            {copy.addCondition}
          </Button>
        )}
      </div>
    </EditorContext>
  );
}
