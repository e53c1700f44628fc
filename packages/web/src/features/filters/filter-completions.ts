import { operatorsOf } from "@pomona/contract/field-operators";
import type { Field } from "@pomona/contract/fields";
import { type Completion, completionAt } from "@pomona/contract/filter-completion";
import { printFieldName } from "@pomona/contract/filter-print";

/** What the catalog has that a filter can name. */
export interface FilterVocabulary {
  fields: readonly Field[];
  functions: readonly string[];
  spaces: readonly string[];
  projects: readonly string[];
  batches: readonly string[];
  projections?: readonly string[];
  slices?: readonly string[];
}

/** A text that may be put in at a place of the filter. */
export interface FilterChoice {
  text: string;
  /** What it is called in the list. */
  label: string;
}

/** Fields whose values are wanted at the place; undefined where none are. */
export const valueField = ({ expected, subject }: Completion): string | undefined =>
  expected.includes("value") && subject && "field" in subject ? subject.field : undefined;

const MOST_CHOICES = 14;
/** A region is drawn, not typed. */
const HEADS = ["function", "embedding", "project", "batch", "review", "similarity", "cluster", "mapped"];

/** What the text, up to the caret, may go on with. */
export const completionOf = (text: string, caret: number, { fields }: FilterVocabulary): Completion =>
  completionAt(
    text,
    caret,
    fields.flatMap((field) => (field.builtin ? [] : [field.name.replace(/^metadata\./, "")])),
  );

/** Choices at a place, those that begin with what is typed before those that hold it. `values` are of `valueField`. */
export function filterChoices(
  completion: Completion,
  vocabulary: FilterVocabulary,
  values: readonly string[] = [],
): FilterChoice[] {
  const typed = completion.typed.toLowerCase();
  const all = completion.expected.flatMap((kind) => choicesOf(kind, completion, { vocabulary, values }));
  const distinct = [...new Map(all.map((choice) => [choice.text, choice])).values()];
  const at = ({ label }: FilterChoice) => label.toLowerCase().indexOf(typed);
  const fitting = distinct.filter((choice) => at(choice) >= 0 && choice.label !== completion.typed);
  return [...fitting.filter((one) => at(one) === 0), ...fitting.filter((one) => at(one) > 0)].slice(0, MOST_CHOICES);
}

function choicesOf(
  kind: string,
  { expected, subject }: Completion,
  { vocabulary, values }: { vocabulary: FilterVocabulary; values: readonly string[] },
): FilterChoice[] {
  const { fields, functions, spaces, projects, batches, projections = [], slices = [] } = vocabulary;
  const quoted = (names: readonly string[]) => names.map((name) => ({ text: JSON.stringify(name), label: name }));
  if (kind === "condition")
    return [
      ...fields.map(({ name }) => ({ text: printFieldName(name), label: printFieldName(name) })),
      ...HEADS.map((head) => ({ text: `${head}(`, label: `${head}(…)` })),
      { text: "not", label: "not" },
    ];
  if (kind === "function name") return quoted(functions);
  if (kind === "space name") return quoted(spaces);
  if (kind === "project name") return quoted(projects);
  if (kind === "batch name") return quoted(batches);
  if (kind === "projection name") return quoted(projections);
  if (kind === "slice name") return quoted(slices);
  if (kind === "value") return subject && "field" in subject ? valuesOf(subject.field, fields, values) : [];
  const field = subject && "field" in subject ? fields.find((one) => one.name === subject.field) : undefined;
  const isOperator = expected.includes("starts with");
  if (isOperator && field && !operatorsOf(field).some((op) => op === kind)) return [];
  return /^([a-z ]{2,}|[<>!=]+)$/.test(kind) && !NOT_TYPED.has(kind) ? [{ text: kind, label: kind }] : [];
}

/** Kinds of what may come that are no words to be typed, and have no list. */
const NOT_TYPED = new Set([
  "end",
  "number",
  "text",
  "date",
  "row key",
  "operator",
  "metadata name",
  "field",
  "state",
  "version",
  "polygon",
  "cluster number",
]);

function valuesOf(name: string, fields: readonly Field[], values: readonly string[]): FilterChoice[] {
  if (fields.find((field) => field.name === name)?.type === "boolean")
    return ["true", "false"].map((text) => ({ text, label: text }));
  return values.map((value) => ({ text: JSON.stringify(value), label: value }));
}

/** The text with a choice in its place, and where the caret goes. */
export function withChoice(
  text: string,
  { from, to }: Completion,
  choice: FilterChoice,
): { text: string; caret: number } {
  const rest = text.slice(to);
  const isOpen = choice.text.endsWith("(");
  const closes = /\((\s*)$/.test(text.slice(0, from)) && !rest.trimStart().startsWith(")");
  const put =
    choice.text + (closes && choice.text.startsWith('"') ? ")" : "") + (isOpen || /^\s/.test(rest) ? "" : " ");
  return { text: text.slice(0, from) + put + rest, caret: from + put.length };
}
