import type { Condition, Filter } from "@pomona/contract/filter";
import { groupOf, insideOf, type NodePath, setWordAt } from "../../catalog/filter-edits.ts";
import { copy } from "../../copy.ts";
import { chipText } from "./chip-text.ts";
import { ConditionForm } from "./condition-form.tsx";
import { EditorLine } from "./editor-line.tsx";
import { isSamePath, useEditor } from "./use-editor.ts";

const FORM_ACTIONS = { add: copy.addCondition, and: copy.addCondition, or: copy.addAlternative } as const;

/** One node of the filter with its actions, its parts below it, and the form that was asked for. */
export function EditorNode({ node, path }: { node: Filter; path: NodePath }) {
  const { asked, ask, done } = useEditor();
  const own = isSamePath(asked?.path, path) ? asked?.what : undefined;
  const group = groupOf(node);
  const cancel = (): void => ask(null);
  return (
    <li>
      {own === "edit" ? (
        <ConditionForm action={copy.apply} before={insideOf(node) as Condition} onDone={done} onCancel={cancel} />
      ) : group && group.parts.length > 0 ? (
        <Group node={node} path={path} />
      ) : (
        <EditorLine
          node={node}
          path={path}
          text={chipText(insideOf(node))}
          onPress={group ? undefined : () => ask({ what: "edit", path })}
        />
      )}
      {own === "add" || own === "and" || own === "or" ? (
        <div className="py-1 pl-3">
          <ConditionForm action={FORM_ACTIONS[own]} onDone={done} onCancel={cancel} />
        </div>
      ) : null}
    </li>
  );
}

/** "All of" or "Any of", which a press changes, above the parts. */
function Group({ node, path }: { node: Filter; path: NodePath }) {
  const { tree, edit } = useEditor();
  const group = groupOf(node);
  if (!group) return null;
  const other = group.word === "and" ? "or" : "and";
  return (
    <>
      <EditorLine
        node={node}
        path={path}
        text={copy.groupWords[group.word]}
        hint={copy.changeTo(copy.groupWords[other])}
        onPress={() => edit(setWordAt(tree, path, other), path)}
      />
      <ul aria-label={copy.groupWords[group.word]} className="m-0 ml-2.5 list-none border-line border-l p-0 pl-1.5">
        {group.parts.map((part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a part of the tree is known by
          <EditorNode key={i} node={part} path={[...path, i]} />
        ))}
      </ul>
    </>
  );
}
