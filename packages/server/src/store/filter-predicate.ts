import { isInPolygon } from "@pomona/compute/polygon";
import type {
  Condition,
  EmbeddingState,
  FieldCondition,
  Filter,
  RegionCondition,
  SimilarityCondition,
} from "@pomona/contract/filter";
import { dateSpan } from "@pomona/contract/filter-dates";
import { compareText, foldCase, wellFormed } from "./filter-collation.ts";

/** A row on a map. */
export interface MapPlace {
  x: number;
  y: number;
  /** Of each level, those that it is in. */
  clusters: readonly number[];
}

/** One row as the in-memory reader of filters sees it. */
export interface RowView {
  /** By field name (`key`, `label`, `metadata.price`): a list field as an array, also when it is empty; a date as Date; null or absent where there is no value. */
  values: Readonly<Record<string, string | number | boolean | Date | readonly string[] | null | undefined>>;
  /** Served scores by function name; null or absent: unscored. */
  scores: Readonly<Record<string, number | null | undefined>>;
  /** By space name; absent: none. */
  embeddings: Readonly<Record<string, EmbeddingState | undefined>>;
  batches: readonly { batch: string; project: string }[];
  /** Slices whose review list it is on. */
  reviews: readonly string[];
  /** Where it is on complete versions of projections, by name and version. */
  places: Readonly<Record<string, Readonly<Record<number, MapPlace>> | undefined>>;
  /** Newest complete versions of projections, by name. */
  newest: Readonly<Record<string, number | undefined>>;
  /** Score of the row for a similarity condition; null where it has no vector. */
  similarity(condition: SimilarityCondition): number | null;
}

/** Does the row meet a checked filter? The same truth as the SQL reader, `filter-sql.ts`. */
export function matches(filter: Filter, row: RowView): boolean {
  if ("and" in filter) return filter.and.every((part) => matches(part, row));
  if ("or" in filter) return filter.or.some((part) => matches(part, row));
  if ("not" in filter) return !matches(filter.not, row);
  return meets(filter, row);
}

function meets(condition: Condition, row: RowView): boolean {
  if ("field" in condition) return meetsField(condition, row.values[condition.field] ?? null);
  if ("function" in condition) {
    const score = row.scores[condition.function] ?? null;
    if (condition.op === "unscored") return score === null;
    if (condition.op === "exists") return score !== null;
    return meetsScore(condition.op, condition.value, score);
  }
  if ("embedding" in condition) {
    const states = Array.isArray(condition.value) ? condition.value : [condition.value];
    return states.includes(row.embeddings[condition.embedding] ?? "none") === (condition.op !== "!=");
  }
  if ("batch" in condition) {
    return row.batches.some(
      ({ batch, project }) => batch === condition.batch && (condition.project ?? project) === project,
    );
  }
  if ("region" in condition) return meetsRegion(condition, row);
  if ("cluster" in condition) {
    const clusters = row.places[condition.projection]?.[condition.version]?.clusters ?? [];
    return clusters.some((cluster) => condition.cluster.includes(cluster));
  }
  if ("mapped" in condition) {
    const version = condition.version ?? row.newest[condition.mapped];
    return version !== undefined && row.places[condition.mapped]?.[version] !== undefined;
  }
  if ("review" in condition) return row.reviews.includes(condition.review);
  if ("project" in condition) return row.batches.some(({ project }) => project === condition.project);
  return meetsScore(condition.op, condition.value, row.similarity(condition));
}

function meetsRegion({ region }: RegionCondition, row: RowView): boolean {
  const place = row.places[region.projection]?.[region.version];
  return place !== undefined && isInPolygon(Float64Array.from(region.polygon.flat()), place.x, place.y);
}

/** Is a score there, and does it compare so? */
export function meetsScore(op: string, value: number | [number, number] | undefined, score: number | null): boolean {
  if (score === null || value === undefined) return false;
  if (Array.isArray(value)) return score >= value[0] && score <= value[1];
  return meetsOrder(op, score - value);
}

function meetsField(condition: FieldCondition, actual: RowView["values"][string]): boolean {
  if (Array.isArray(actual)) {
    const list = actual as readonly string[];
    if (condition.op === "exists") return list.length > 0;
    if (condition.op === "!=") return !list.some((element) => meetsScalar({ ...condition, op: "=" }, element));
    return list.some((element) => meetsScalar(condition, element));
  }
  if (actual === null || actual === undefined) return false;
  return condition.op === "exists" || meetsScalar(condition, actual as Scalar);
}

type Scalar = string | number | boolean | Date;

function meetsScalar({ op, value }: FieldCondition, actual: Scalar): boolean {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const [first, second] = values;
  if (op === "in") return values.some((one) => compare(actual, one) === 0);
  if (first === undefined) return false;
  if (op === "between") return second !== undefined && compare(actual, first) >= 0 && compare(actual, second) <= 0;
  if (op === "contains") return foldCase(String(actual)).includes(foldCase(wellFormed(String(first))));
  if (op === "starts with") return foldCase(String(actual)).startsWith(foldCase(wellFormed(String(first))));
  return meetsOrder(op, compare(actual, first));
}

function meetsOrder(op: string, order: number): boolean {
  switch (op) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Below 0, 0 or above 0; a date within the span that a text names is equal to it. */
function compare(actual: Scalar, value: string | number | boolean): number {
  if (actual instanceof Date) {
    const span = dateSpan(String(value));
    if (!span) return Number.NaN;
    return actual.getTime() < span.start ? -1 : actual.getTime() >= span.end ? 1 : 0;
  }
  if (typeof actual === "string") return compareText(actual, wellFormed(String(value)));
  return actual === value ? 0 : Number(actual) < Number(value) ? -1 : 1;
}
