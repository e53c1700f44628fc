import type { Condition, Filter } from "@pomona/contract/filter";
import { createContext, useContext } from "react";
import type { GroupWord, NodePath } from "../../catalog/filter-edits.ts";

/** A condition that is being written: a new one of the filter or of a group, one beside a node, or one that was there. */
export interface Asked {
  what: "new" | "add" | "edit" | GroupWord;
  path: NodePath;
}

/** What the nodes of the editor share. */
export interface Editor {
  /** The tidy tree that is edited. */
  tree: Filter;
  /** Sets another tree; the node at `path` is focused once it is there. */
  edit: (next: Filter, path?: NodePath) => void;
  asked: Asked | null;
  ask: (asked: Asked | null) => void;
  done: (condition: Condition) => void;
  /** The node that wants the focus. */
  wanted: NodePath | null;
  reached: () => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("The filter editor is missing above this component.");
  return editor;
}

export const isSamePath = (a: NodePath | undefined, b: NodePath): boolean => a !== undefined && a.join() === b.join();
