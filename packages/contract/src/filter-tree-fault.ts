import type { z } from "zod";
import { anchorInput } from "./anchors.ts";
import {
  batchCondition,
  clusterCondition,
  embeddingCondition,
  embeddingState,
  fieldCondition,
  functionCondition,
  mappedCondition,
  projectCondition,
  regionCondition,
  similarityCondition,
} from "./filter.ts";
import { type Path, printPath } from "./filter-places.ts";
import { closestName } from "./filter-problem.ts";

/** What is wrong with a tree, and where. */
export interface TreeFault {
  /** From the tree's root. */
  path: Path;
  /** Names the node and says what is wrong and what is allowed. */
  detail: string;
  suggestion?: string;
}

type Issue = z.core.$ZodIssue;

// A batch may name its project, so batch comes first.
const CONDITIONS = {
  field: fieldCondition,
  function: functionCondition,
  embedding: embeddingCondition,
  batch: batchCondition,
  project: projectCondition,
  similarity: similarityCondition,
  region: regionCondition,
  cluster: clusterCondition,
  mapped: mappedCondition,
};
const HEADS = ["and", "or", "not", ...Object.keys(CONDITIONS)];
const PARTS_LIMIT = 10_000;
/** Keys of a hostile node that are looked at and named. */
const NAMED_KEYS = 10;
const TYPES: Record<string, string> = { string: "a text", number: "a number", array: "a list", object: "an object" };
const SCORE = "a number, or [low, high] with `between`";
const VALUES: Record<string, string> = {
  field: "a text, a number, true or false, or a list of at most 10,000 of these",
  function: SCORE,
  similarity: SCORE,
  embedding: `one of ${embeddingState.options.join(", ")}, or a list of these with \`in\``,
};

/**
 * The first fault of a value that is not a filter tree; undefined for a tree. A union of schemas only says that none
 * fits, so the key that tells which node it is selects the one schema that is asked. Depth must be checked before.
 */
export function treeFault(node: unknown, path: Path = []): TreeFault | undefined {
  if (!isObject(node)) return fault(path, `expected a condition, or and, or, not; found ${shown(node)}`);
  const heads = HEADS.filter((key) => Object.hasOwn(node, key));
  const [head, second] = heads;
  if (head === undefined) return headless(node, path);
  if (second !== undefined && !(head === "batch" && heads.length === 2 && second === "project"))
    return fault([...path, second], `"${head}" and "${second}" cannot stand in one node`, path);
  if (head === "and" || head === "or") return partsFault(node, head, path);
  if (head === "not") return strayKey(node, ["not"], path) ?? treeFault(node.not, [...path, "not"]);
  return schemaFault(CONDITIONS[head as keyof typeof CONDITIONS], { value: node, path, head });
}

function headless(node: Record<string, unknown>, path: Path): TreeFault {
  const keys = Object.keys(node).slice(0, NAMED_KEYS);
  for (const key of keys) {
    const suggestion = closestName(key, HEADS);
    if (suggestion) return unknownKey(key, { path, allowed: HEADS, suggestion });
  }
  return fault(
    path,
    `${keys.length === 0 ? "an empty node" : `a node of ${keys.map(shown).join(", ")}`} is no condition; it needs one of ${HEADS.join(", ")}`,
  );
}

function partsFault(node: Record<string, unknown>, head: "and" | "or", path: Path): TreeFault | undefined {
  const stray = strayKey(node, [head], path);
  if (stray) return stray;
  const parts = node[head];
  const inner = [...path, head];
  if (!Array.isArray(parts)) return fault(inner, `"${head}" must be a list of nodes, found ${shown(parts)}`, path);
  if (parts.length > PARTS_LIMIT)
    return fault(inner, `"${head}" has ${parts.length} parts; at most ${PARTS_LIMIT} are taken`, path);
  for (const [position, part] of parts.entries()) {
    const found = treeFault(part, [...inner, position]);
    if (found) return found;
  }
  return undefined;
}

function strayKey(node: Record<string, unknown>, allowed: readonly string[], path: Path): TreeFault | undefined {
  const stray = Object.keys(node).find((key) => !allowed.includes(key));
  return stray === undefined ? undefined : unknownKey(stray, { path, allowed });
}

function unknownKey(key: string, about: { path: Path; allowed: readonly string[]; suggestion?: string }): TreeFault {
  const { path, allowed } = about;
  const suggestion = about.suggestion ?? closestName(key, allowed);
  const found = fault(
    [...path, key],
    `unknown field ${shown(key)}; ${suggestion ? `did you mean ${JSON.stringify(suggestion)}? Allowed` : "allowed"}: ${allowed.join(", ")}`,
    path,
  );
  return suggestion ? { ...found, suggestion } : found;
}

interface Node {
  value: unknown;
  /** From the tree's root. */
  path: Path;
  /** Which kind of condition it is in. */
  head: string;
}

function schemaFault(schema: z.ZodType, node: Node): TreeFault | undefined {
  const parsed = schema.safeParse(node.value);
  if (parsed.success) return undefined;
  const issues = parsed.error.issues;
  // A mistyped key is also a missing one: the key that is there tells more.
  const issue = (issues.find((one) => one.code === "unrecognized_keys") ?? issues[0]) as Issue;
  const at = issue.path as (string | number)[];
  // Zod may name the anchor's key or only the anchor, so the anchor is asked again, by the schema of its kind.
  if (at[0] === "similarity" && typeof at[2] === "number") return anchorFault(innerNode(node, at.slice(0, 3)));
  const inner = innerNode(node, at);
  return issue.code === "unrecognized_keys"
    ? unknownKey(issue.keys[0] ?? "", { path: inner.path, allowed: keysAt(schema, at) })
    : keyFault(issue, inner);
}

const innerNode = ({ value, path, head }: Node, at: Path): Node => ({
  value: at.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)?.[step], value),
  path: [...path, ...at],
  head,
});

function keyFault(issue: Issue, { value, path, head }: Node): TreeFault {
  const key = path.at(-1);
  if (typeof key !== "string") return fault(path, sentence("this", { issue, value, head }));
  return fault(path, sentence(`"${key}"`, { issue, value, head }), path.slice(0, -1));
}

function sentence(subject: string, { issue, value, head }: { issue: Issue; value: unknown; head: string }): string {
  const wanted = wantedBy(issue, head);
  // Zod's words for limits: "Too small: expected array to have >=1 items".
  if (wanted === undefined) return `${subject}: ${issue.message}`.replace(/: Too \w+: expected \w+ to /, " must ");
  return value === undefined
    ? `${subject} is missing; it must be ${wanted}`
    : `${subject} must be ${wanted}, found ${shown(value)}`;
}

function wantedBy(issue: Issue, head: string): string | undefined {
  if (issue.code === "invalid_value") return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
  if (issue.code === "invalid_type") return TYPES[issue.expected] ?? issue.expected;
  return issue.code === "invalid_union" ? VALUES[head] : undefined;
}

/** An anchor is what its key says: a row, a text, an image or a vector. */
function anchorFault(node: Node): TreeFault | undefined {
  const kinds = anchorInput.options.map((schema) => ({ schema, key: Object.keys(schema.shape)[0] as string }));
  const keys = kinds.map((kind) => kind.key).join(", ");
  if (!isObject(node.value))
    return fault(node.path, `an anchor must be an object with one of ${keys}; found ${shown(node.value)}`);
  const own = node.value;
  const kind = kinds.find(({ key }) => Object.hasOwn(own, key));
  return kind ? schemaFault(kind.schema, node) : fault(node.path, `an anchor needs one of ${keys}`);
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  const shape = (schema as z.ZodObject).shape;
  const [step] = path;
  return step === undefined ? Object.keys(shape) : Object.keys((shape[step] as z.ZodObject).shape);
}

const fault = (path: Path, sentenceText: string, named: Path = path): TreeFault => ({
  path,
  detail: `${printPath(named)}: ${sentenceText}.`,
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const SHOWN_LENGTH = 40;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
