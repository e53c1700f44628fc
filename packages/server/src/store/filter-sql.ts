import { DuckDBBitValue } from "@duckdb/node-api";
import { toDuckdbBits } from "@pomona/compute/bitset";
import {
  type Condition,
  type EmbeddingCondition,
  embeddingState,
  type Filter,
  type SimilarityCondition,
} from "@pomona/contract/filter";
import { type FilterPlaces, placedError } from "@pomona/contract/filter-places";
import { badFilter } from "@pomona/contract/filter-problem";
import type { SqlValue } from "./database.ts";
import { missingField } from "./fields.ts";
import { type Fragment, fieldSql, fragment, joinFragments } from "./filter-field-sql.ts";
import { type FilterNames, requireBatches, requireFunction, requireProject, requireSpace } from "./filter-names.ts";
import type { Bitset } from "./vector-store.ts";

export interface FilterContext {
  names: FilterNames;
  /** Rows that meet each similarity condition of the filter; keyed by the condition object. */
  similarity: ReadonlyMap<SimilarityCondition, Bitset>;
  /** Where its conditions were written; problems point there. */
  places?: FilterPlaces;
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
    return fieldSql(field, condition);
  }
  if ("function" in condition) {
    const { table } = requireFunction(names, condition.function);
    return scoreSql(table, condition.op, scoreBounds(condition.op, condition.value));
  }
  if ("embedding" in condition) return embeddingSql(requireSpace(names, condition.embedding), condition);
  if ("batch" in condition) {
    const ids = requireBatches(names, condition.batch, condition.project);
    return fragment(`r.row IN (SELECT row FROM batch_rows WHERE batch IN (${ids.join(", ")}))`);
  }
  if ("project" in condition) {
    return fragment(
      `r.row IN (SELECT row FROM batch_rows WHERE project = ${requireProject(names, condition.project)})`,
    );
  }
  return similaritySql(context.similarity.get(condition));
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

function scoreSql(table: string | null, op: string, bounds: number[]): Fragment {
  if (table === null) return fragment(op === "unscored" ? "TRUE" : "FALSE");
  if (op === "unscored") return fragment(`r.row NOT IN (SELECT row FROM ${table})`);
  if (op === "exists") return fragment(`r.row IN (SELECT row FROM ${table})`);
  const test = op === "between" ? "BETWEEN CAST(? AS DOUBLE) AND CAST(? AS DOUBLE)" : `${op} CAST(? AS DOUBLE)`;
  return fragment(`r.row IN (SELECT row FROM ${table} WHERE score ${test})`, ...bounds.map(String));
}

function embeddingSql(space: number, condition: EmbeddingCondition): Fragment {
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
  if (listed.length === 0) return fragment(isNoneWanted ? "TRUE" : "FALSE");
  const states = listed.map((state) => `'${state}'`).join(", ");
  return fragment(
    `r.row ${isNoneWanted ? "NOT IN" : "IN"} (SELECT row FROM embeddings WHERE space = ${space} AND state IN (${states}))`,
  );
}

function similaritySql(bits: Bitset | undefined): Fragment {
  if (!bits) throw badFilter("A similarity condition cannot be used here.");
  const { where, values } = bitsetSql(bits);
  return { sql: where, values };
}

/** True for the rows of a bitset. */
export function bitsetSql(bits: Bitset): CompiledFilter {
  const length = bits.length * 8;
  // A false bit behind the bitset stands for every row beyond it; get_bit fails out of range.
  return {
    where: `get_bit(?, least(r.row, ${length})::INTEGER) = 1`,
    values: [new DuckDBBitValue(toDuckdbBits(bits, length + 8))],
  };
}
