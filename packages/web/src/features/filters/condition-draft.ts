import { operatorsOf } from "@pomona/contract/field-operators";
import type { Field } from "@pomona/contract/fields";
import { type Condition, embeddingState, filter as filterSchema } from "@pomona/contract/filter";
import { dateSpan } from "@pomona/contract/filter-dates";

/** A condition while it is written: values are text, and may be missing or wrong. */
export interface ConditionDraft {
  kind: "field" | "function" | "embedding" | "project" | "batch" | "review" | "similarity" | "map";
  /** Of the field, function, space, project, batch, slice or projection. */
  name: string;
  op: string;
  values: readonly string[];
}

/** What the values of a draft are: how many, and of which kind. */
export interface WantedValues {
  count: "none" | "one" | "two" | "list";
  kind: "text" | "number" | "date" | "boolean" | "state" | "project";
}

const SCORE_OPERATORS = [">=", ">", "<=", "<", "between"];
/** Shown for conditions that have no operator. */
const IS = "is";

export function operatorsFor(
  draft: Pick<ConditionDraft, "kind" | "name">,
  fields: readonly Field[],
): readonly string[] {
  if (draft.kind === "field") {
    const field = fields.find((one) => one.name === draft.name);
    return field ? operatorsOf(field) : [];
  }
  if (draft.kind === "function") return [...SCORE_OPERATORS, "exists", "unscored"];
  if (draft.kind === "similarity") return SCORE_OPERATORS;
  return draft.kind === "embedding" ? ["=", "!=", "in"] : [IS];
}

const KINDS: Record<string, WantedValues["kind"]> = {
  number: "number",
  datetime: "date",
  boolean: "boolean",
  function: "number",
  similarity: "number",
  embedding: "state",
  batch: "project",
};
const COUNTS: Record<string, WantedValues["count"]> = { exists: "none", unscored: "none", between: "two", in: "list" };

export function wantedValues({ kind, name, op }: ConditionDraft, fields: readonly Field[]): WantedValues {
  const type = kind === "field" ? fields.find((one) => one.name === name)?.type : kind;
  return {
    count: kind === "project" || kind === "review" || kind === "map" ? "none" : (COUNTS[op] ?? "one"),
    kind: KINDS[type ?? ""] ?? "text",
  };
}

export function draftOf(condition: Condition): ConditionDraft {
  if ("batch" in condition) return { kind: "batch", name: condition.batch, op: IS, values: [condition.project ?? ""] };
  if ("project" in condition) return { kind: "project", name: condition.project, op: IS, values: [] };
  if ("review" in condition) return { kind: "review", name: condition.review, op: IS, values: [] };
  const map = projectionOf(condition);
  if (map !== undefined) return { kind: "map", name: map, op: IS, values: [] };
  if (!("op" in condition)) throw new TypeError("A condition on no map has an operator.");
  const values = condition.value === undefined ? [] : [condition.value].flat().map(String);
  if ("field" in condition) return { kind: "field", name: condition.field, op: condition.op, values };
  if ("function" in condition) return { kind: "function", name: condition.function, op: condition.op, values };
  if ("embedding" in condition) return { kind: "embedding", name: condition.embedding, op: condition.op, values };
  return { kind: "similarity", name: condition.similarity.space, op: condition.op, values };
}

/** The projection that a condition on a map names; undefined for other conditions. */
export function projectionOf(condition: Condition): string | undefined {
  if ("region" in condition) return condition.region.projection;
  if ("cluster" in condition) return condition.projection;
  return "mapped" in condition ? condition.mapped : undefined;
}

/**
 * The condition that a draft stands for; undefined while a value is missing or of the wrong kind. `before` is the one that
 * is edited: a similarity keeps its anchors, and one on a map stays as it is, as maps are drawn on.
 */
export function conditionOf(
  draft: ConditionDraft,
  fields: readonly Field[],
  before?: Condition,
): Condition | undefined {
  const { kind, name, op } = draft;
  if (kind === "map") return before;
  if (kind === "project") return { project: name };
  if (kind === "review") return { review: name };
  if (kind === "batch") return { batch: name, ...(draft.values[0] ? { project: draft.values[0] } : {}) };
  const values = readValues(draft, wantedValues(draft, fields));
  if (!values) return undefined;
  const value = valueFor(op, values);
  if (kind === "similarity")
    return before && "similarity" in before ? checked({ similarity: before.similarity, op, value }) : undefined;
  return checked({ [kind]: name, op, ...(value === undefined ? {} : { value }) });
}

const checked = (condition: unknown): Condition | undefined => {
  const parsed = filterSchema.safeParse(condition);
  return parsed.success ? (parsed.data as Condition) : undefined;
};

function valueFor(op: string, values: readonly (string | number | boolean)[]): unknown {
  return op === "in" || op === "between" ? values : values[0];
}

function readValues(draft: ConditionDraft, { count, kind }: WantedValues): (string | number | boolean)[] | undefined {
  if (count === "none") return [];
  const given = count === "list" ? draft.values : draft.values.slice(0, count === "two" ? 2 : 1);
  if (given.length < (count === "two" ? 2 : 1)) return undefined;
  const values = given.map((text) => readValue(text, kind));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function readValue(text: string, kind: WantedValues["kind"]): string | number | boolean | undefined {
  if (kind === "number") return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (kind === "date") return dateSpan(text) ? text.trim() : undefined;
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  if (kind === "state") return embeddingState.options.find((state) => state === text);
  return text === "" ? undefined : text;
}
