import type { Anchor } from "./anchors.ts";
import type {
  ClusterCondition,
  Condition,
  FieldCondition,
  Filter,
  RegionCondition,
  SimilarityCondition,
} from "./filter.ts";

const OR = 1;
const AND = 2;
const PRIMARY = 3;
const BARE_NAME = /^[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*$/u;

/** The canonical text form of a filter; reading it gives the same tree (without and / or of a single part). */
export const printFilter = (filter: Filter): string => print(filter, OR);

function print(filter: Filter, binding: number): string {
  if ("and" in filter) return list(filter.and, { word: "and", empty: "true", own: AND, binding });
  if ("or" in filter) return list(filter.or, { word: "or", empty: "false", own: OR, binding });
  if ("not" in filter) return `not ${print(filter.not, PRIMARY)}`;
  return condition(filter);
}

function list(parts: Filter[], style: { word: string; empty: string; own: number; binding: number }): string {
  if (parts.length === 0) return style.empty;
  if (parts.length === 1 && parts[0]) return print(parts[0], style.binding);
  const text = parts.map((part) => print(part, style.own + 1)).join(` ${style.word} `);
  return style.own < style.binding ? `(${text})` : text;
}

function condition(c: Condition): string {
  if ("field" in c) return fieldText(c);
  if ("function" in c) return `function(${quote(c.function)})${comparison(c.op, c.value)}`;
  if ("embedding" in c) return `embedding(${quote(c.embedding)})${comparison(c.op, c.value, String)}`;
  if ("batch" in c) return `batch(${quote(c.batch)}${c.project === undefined ? "" : `, project ${quote(c.project)}`})`;
  if ("project" in c) return `project(${quote(c.project)})`;
  if ("review" in c) return `review(${quote(c.review)})`;
  if ("region" in c) return regionText(c);
  if ("cluster" in c) return clusterText(c);
  if ("mapped" in c) return `mapped(${quote(c.mapped)}${c.version === undefined ? "" : `, ${c.version}`})`;
  return similarityText(c);
}

function regionText({ region: { projection, version, polygon } }: RegionCondition): string {
  const corners = polygon.map(([x, y]) => `${literal(x)} ${literal(y)}`).join(", ");
  return `region(${quote(projection)}, ${version}, ${quote(corners)})`;
}

function clusterText({ cluster, projection, version }: ClusterCondition): string {
  const test = cluster.length === 1 ? `= ${cluster[0]}` : `in (${cluster.join(", ")})`;
  return `cluster(${quote(projection)}, ${version}) ${test}`;
}

const fieldText = (c: FieldCondition): string => `${printFieldName(c.field)}${comparison(c.op, c.value)}`;

/** A field as a filter text names it: `metadata.price`, `metadata."odd name"`. */
export function printFieldName(field: string): string {
  if (!field.startsWith("metadata.")) return field;
  const name = field.slice("metadata.".length);
  return BARE_NAME.test(name) ? field : `metadata.${quote(name)}`;
}

function comparison(op: string, value: unknown, print: (value: unknown) => string = literal): string {
  if (op === "exists" || op === "unscored") return ` ${op}`;
  const values = Array.isArray(value) ? value : [value];
  if (op === "between") return ` between ${print(values[0])} and ${print(values[1])}`;
  if (op === "in") return ` in (${values.map((v) => print(v)).join(", ")})`;
  return ` ${op} ${print(value)}`;
}

function similarityText(c: SimilarityCondition): string {
  const { space, anchors, combine, negativeWeight } = c.similarity;
  const parts = [`space ${quote(space)}`, ...anchors.map(anchorText)];
  if (combine === "centroid") parts.push("centroid");
  if (negativeWeight !== 0.5) parts.push(`weight ${literal(negativeWeight)}`);
  return `similarity(${parts.join(", ")})${comparison(c.op, c.value)}`;
}

function anchorText(anchor: Anchor): string {
  const sign = anchor.sign === "+" ? "" : "unlike ";
  if ("key" in anchor) return `${sign || "like "}${quote(anchor.key)}`;
  if ("text" in anchor) return `${sign}text ${quote(anchor.text)}`;
  if ("vector" in anchor) return `${sign}vector (${anchor.vector.map(literal).join(", ")})`;
  const name = anchor.name === undefined ? "" : ` name ${quote(anchor.name)}`;
  return "picture" in anchor
    ? `${sign}picture ${quote(anchor.picture)}${name}`
    : `${sign}image ${quote(anchor.image)}${name}`;
}

const literal = (value: unknown): string => {
  if (typeof value === "string") return quote(value);
  return Object.is(value, -0) ? "-0" : String(value);
};

// JSON's escapes are a subset of the grammar's.
const quote = (text: string): string => JSON.stringify(text);
