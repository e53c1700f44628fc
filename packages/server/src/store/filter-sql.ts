import { DuckDBBitValue } from "@duckdb/node-api";
import { toDuckdbBits } from "@pomona/compute/bitset";
import {
  type ClusterCondition,
  type Condition,
  type EmbeddingCondition,
  embeddingState,
  type FieldCondition,
  type Filter,
  type RegionCondition,
  type SimilarityCondition,
} from "@pomona/contract/filter";
import { type FilterPlaces, placedError } from "@pomona/contract/filter-places";
import { badFilter } from "@pomona/contract/filter-problem";
import type { SqlValue } from "./database.ts";
import { missingField } from "./fields.ts";
import { type Fragment, fieldSql, fragment, joinFragments } from "./filter-field-sql.ts";
import {
  type FilterNames,
  requireBatches,
  requireFunction,
  requireMap,
  requireProject,
  requireSlice,
  requireSpace,
  servedMap,
} from "./filter-names.ts";
import { CLUSTER_COLUMNS, mapTable } from "./map-tables.ts";
import type { Bitset } from "./vector-store.ts";

export interface FilterContext {
  names: FilterNames;
  /** Rows that meet each similarity condition of the filter; keyed by the condition object. */
  similarity: ReadonlyMap<SimilarityCondition, Bitset>;
  /** Rows within each region of the filter, alike; see `readRegions`. */
  regions?: ReadonlyMap<RegionCondition, Bitset>;
  /** Where its conditions were written; problems point there. */
  places?: FilterPlaces;
  /** The only rows that it is asked of, both ends included: of large tables, less is read. Default: all. */
  within?: { first: number; last: number };
}

export interface CompiledFilter {
  /** A boolean expression over the table `rows` with the alias `r`; NULL counts as false. */
  where: string;
  values: SqlValue[];
}

/**
 * A filter as SQL. It has the same truth as `filter-predicate.ts`: a row without a value meets no comparison, and `not`
 * is an exact complement. Throws `bad-filter`, or `…-not-found` for functions, spaces, projects and batches.
 */
export function compileFilter(filter: Filter, context: FilterContext): CompiledFilter {
  const { sql, values } = compile(filter, context);
  return { where: sql, values };
}

function compile(filter: Filter, context: FilterContext): Fragment {
  if ("and" in filter)
    return joinFragments(
      filter.and.map((part) => compile(part, context)),
      "AND",
    );
  if ("or" in filter)
    return joinFragments(
      filter.or.map((part) => compile(part, context)),
      "OR",
    );
  if ("not" in filter) {
    const inner = compile(filter.not, context);
    return { sql: `((${inner.sql}) IS NOT TRUE)`, values: inner.values };
  }
  return compileCondition(filter, context);
}

function compileCondition(condition: Condition, context: FilterContext): Fragment {
  try {
    return conditionSql(condition, context);
  } catch (error) {
    throw placedError(error, condition, context.places);
  }
}

function conditionSql(condition: Condition, context: FilterContext): Fragment {
  const { names } = context;
  if ("field" in condition) {
    const field = names.fields.get(condition.field);
    if (!field)
      throw badFilter(missingField(names.fields, condition.field), { field: condition.field, part: ["field"] });
    return fieldSql(field, condition, context.places?.get(condition));
  }
  if ("similarity" in condition) return knownSql(context.similarity.get(condition), "similarity");
  if ("region" in condition) return knownSql(context.regions?.get(condition), "region");
  const { table, test, isComplement } = rowSet(condition, names);
  if (table === null) return fragment(isComplement ? "TRUE" : "FALSE");
  const { within } = context;
  const range = within ? ` AND row BETWEEN ${Math.trunc(within.first)} AND ${Math.trunc(within.last)}` : "";
  return {
    sql: `r.row ${isComplement ? "NOT IN" : "IN"} (SELECT row FROM ${table} WHERE ${test.sql}${range})`,
    values: test.values,
  };
}

/** Rows that a table other than `rows` tells of. */
export interface RowSet {
  /** A table with a column `row`; null: no rows. */
  table: string | null;
  /** Which lines of the table count. */
  test: Fragment;
  /** All live rows but these. */
  isComplement: boolean;
}

/** The rows of a condition that is not one on a field, nor one that is worked out beforehand. */
export function rowSet(
  condition: Exclude<Condition, FieldCondition | SimilarityCondition | RegionCondition>,
  names: FilterNames,
): RowSet {
  if ("cluster" in condition) return clusterSet(condition, names);
  if ("mapped" in condition) {
    const map = servedMap(names, { projection: condition.mapped, version: condition.version });
    return { table: map && mapTable(map), test: fragment("TRUE"), isComplement: false };
  }
  if ("function" in condition) {
    const { table } = requireFunction(names, condition.function);
    return scoreSet(table, condition.op, scoreBounds(condition.op, condition.value));
  }
  if ("embedding" in condition) return embeddingSet(requireSpace(names, condition.embedding), condition);
  const inBatches = (sql: string): RowSet => ({ table: "batch_rows", test: fragment(sql), isComplement: false });
  if ("batch" in condition)
    return inBatches(`batch IN (${requireBatches(names, condition.batch, condition.project).join(", ")})`);
  if ("review" in condition) {
    const slice = requireSlice(names, condition.review);
    return { table: "review_rows", test: fragment(`slice = ${slice}`), isComplement: false };
  }
  return inBatches(`project = ${requireProject(names, condition.project)}`);
}

/** Numbers of clusters are unique in a version, so they are looked for in the columns of all levels. */
function clusterSet({ cluster, projection, version }: ClusterCondition, names: FilterNames): RowSet {
  const map = requireMap(names, { projection, version, part: ["version"] });
  const numbers = cluster.map(Math.trunc).join(", ");
  const levels = CLUSTER_COLUMNS.map((column) => `${column} IN (${numbers})`);
  return { table: mapTable(map), test: fragment(`(${levels.join(" OR ")})`), isComplement: false };
}

/** The one or two numbers of a score comparison; throws `bad-filter` where they do not fit the operator. */
export function scoreBounds(op: string, value: number | [number, number] | undefined): number[] {
  const bounds = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const wanted = op === "between" ? 2 : op === "exists" || op === "unscored" ? 0 : 1;
  if (bounds.length !== wanted)
    throw badFilter(`\`${op}\` of a score takes ${["no value", "one number", "two numbers"][wanted]}.`, {
      op,
      part: ["value"],
    });
  return bounds;
}

function scoreSet(table: string | null, op: string, bounds: number[]): RowSet {
  if (op === "unscored" || op === "exists") return { table, test: fragment("TRUE"), isComplement: op === "unscored" };
  const test =
    op === "between" ? "score BETWEEN CAST(? AS DOUBLE) AND CAST(? AS DOUBLE)" : `score ${op} CAST(? AS DOUBLE)`;
  return { table, test: fragment(test, ...bounds.map(String)), isComplement: false };
}

function embeddingSet(space: number, condition: EmbeddingCondition): RowSet {
  const given = Array.isArray(condition.value) ? condition.value : [condition.value];
  if ((condition.op === "in") !== Array.isArray(condition.value)) {
    throw badFilter(
      `\`${condition.op}\` of an embedding takes ${condition.op === "in" ? "a list of states" : "one state"}.`,
      { op: condition.op, part: ["value"] },
    );
  }
  const wanted = embeddingState.options.filter((state) => given.includes(state) === (condition.op !== "!="));
  // A row of which the table says nothing is in state none.
  const isNoneWanted = wanted.includes("none");
  const listed = embeddingState.options.filter((state) => state !== "none" && wanted.includes(state) !== isNoneWanted);
  const states = listed.map((state) => `'${state}'`).join(", ");
  return {
    table: listed.length === 0 ? null : "embeddings",
    test: fragment(`space = ${space} AND state IN (${states})`),
    isComplement: isNoneWanted,
  };
}

function knownSql(bits: Bitset | undefined, kind: "similarity" | "region"): Fragment {
  if (!bits) throw badFilter(`A ${kind} condition cannot be used here.`);
  const { where, values } = bitsetSql(bits);
  return { sql: where, values };
}

/**
 * True for the rows of a bitset, over the table with that alias. DuckDB works it out while it scans, so that columns of
 * blocks without such a row are not read.
 */
export function bitsetSql(bits: Bitset, alias = "r"): CompiledFilter {
  const row = `${alias}.row`;
  // Rows beyond the bitset are not in it; get_bit fails out of range. `least` would cost four times as much.
  return {
    where: `CASE WHEN ${row} < ${bits.length * 8} THEN get_bit(?, ${row}::INTEGER) = 1 ELSE FALSE END`,
    values: [new DuckDBBitValue(toDuckdbBits(bits, Math.max(8, bits.length * 8)))],
  };
}
