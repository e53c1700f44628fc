import type { Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { groupOf, type NodePath, negateAt, removeAt } from "../../catalog/filter-edits.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { moved, nodeActions } from "./node-actions.ts";
import { type Editor, isSamePath, useEditor } from "./use-editor.ts";

interface EditorLineProps {
  node: Filter;
  path: NodePath;
  text: string;
  hint?: string;
  onPress: (() => void) | undefined;
}

/** One line of the editor: what the node says, which keys move, negate and remove, and a menu of all its actions. */
export function EditorLine({ node, path, text, hint, onPress }: EditorLineProps) {
  const editor = useEditor();
  const button = useRef<HTMLButtonElement>(null);
  const { wanted, reached } = editor;
  useEffect(() => {
    if (!isSamePath(wanted ?? undefined, path)) return;
    button.current?.focus();
    reached();
  }, [wanted, path, reached]);
  const isNegated = "not" in node;
  const said = isNegated ? `${copy.notWord} ${text}` : text;
  return (
    <div className="flex min-h-7 items-center rounded focus-within:bg-hover hover:bg-hover">
      <button
        ref={button}
        type="button"
        aria-label={said}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete n"
        title={hint ?? printFilter(node)}
        className={classNames(
          "flex min-h-7 min-w-0 flex-1 items-center gap-1.5 rounded px-1.5 py-0.5 text-left",
          groupOf(node) && "font-medium text-ink-soft text-xs",
        )}
        onClick={onPress}
        onKeyDown={(event) => press(event, editor, path)}
      >
        {isNegated ? (
          <>
            <span className="rounded bg-danger-wash px-1 font-medium text-2xs text-danger">{copy.notWord}</span>{" "}
          </>
        ) : null}
        <span className="line-clamp-2 min-w-0 break-words">{text}</span>
        {groupOf(node) && onPress ? (
          <span className="text-ink-mute">
            <Icon name="flip" size={11} />
          </span>
        ) : null}
      </button>
      <Menu
        trigger={<IconButton icon="more" size={14} label={copy.actionsOf(said)} className="size-6" />}
        items={nodeActions(path, editor)}
      />
    </div>
  );
}

function press(event: KeyboardEvent, editor: Editor, path: NodePath): void {
  const { tree, edit } = editor;
  if (event.altKey && event.key === "ArrowUp") moved(editor, path, -1);
  else if (event.altKey && event.key === "ArrowDown") moved(editor, path, 1);
  else if (event.altKey || event.ctrlKey || event.metaKey) return;
  else if (event.key === "Delete" || event.key === "Backspace") edit(removeAt(tree, path), path);
  else if (event.key === "n") edit(negateAt(tree, path), path);
  else return;
  event.preventDefault();
}
