import type { MetadataType } from "@pomona/contract/fields";
import type { ImportRequest } from "@pomona/contract/imports";
import { isProblem } from "@pomona/contract/problems";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { importPreviewQuery } from "../../api/queries.ts";
import { type ColumnChoice, type ColumnRole, hasContent, mappingOf, withRole, withType } from "./column-choices.ts";

/** Formats whose rows have columns. */
const isTable = (format: string | undefined): boolean =>
  format !== undefined && format !== "images" && format !== "texts";

/** Columns that a refusal names, where the source has none that looks like a content. */
function columnsOfRefusal(error: unknown): ColumnChoice[] {
  const names = isProblem(error, "source-unusable") ? error.fields.columns : null;
  if (!Array.isArray(names)) return [];
  return names.map((name) => ({ name: String(name), role: "metadata", type: "string" }));
}

/** A source with what becomes of its columns: guessed by the server first, then as the person says. */
export function useImportPlan(path: string, isLabelled: boolean) {
  const [chosen, setChosen] = useState<ColumnChoice[] | null>(null);
  const [typed, setTyped] = useState<ReadonlySet<string>>(new Set());
  const isReady = chosen === null || hasContent(chosen);
  const mapping: ImportRequest["mapping"] = chosen ? mappingOf(chosen, typed) : {};
  const labelFrom = isLabelled ? ("folder" as const) : ("none" as const);
  const preview = useQuery({ ...importPreviewQuery({ path, mapping, labelFrom }), enabled: isReady });
  const found = preview.isPlaceholderData ? null : preview.data;
  const guessed = found && isTable(found.format) ? (found.columns as ColumnChoice[]) : columnsOfRefusal(preview.error);
  const columns = chosen ? withInferredTypes(chosen, found?.columns, typed) : guessed;
  return {
    preview,
    columns,
    isReady: isReady && !preview.isError && preview.data !== undefined,
    mapping,
    labelFrom,
    setRole: (name: string, role: ColumnRole) => setChosen(withRole(columns, name, role)),
    setType: (name: string, type: MetadataType) => {
      setTyped(new Set([...typed, name]));
      setChosen(withType(columns, name, type));
    },
  };
}

/** Choices with the types that the server found for those whose type nobody chose. */
const withInferredTypes = (
  choices: readonly ColumnChoice[],
  found: readonly { name: string; type: string }[] | undefined,
  typed: ReadonlySet<string>,
): ColumnChoice[] =>
  choices.map((choice) => {
    const type = typed.has(choice.name) ? undefined : found?.find(({ name }) => name === choice.name)?.type;
    return type === undefined ? choice : { ...choice, type };
  });
