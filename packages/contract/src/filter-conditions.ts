import { type Condition, type EmbeddingState, embeddingState, type Filter } from "./filter.ts";
import {
  type Cursor,
  expectName,
  expectNumber,
  expectSymbol,
  fail,
  is,
  marked,
  peek,
  take,
  takeIf,
} from "./filter-cursor.ts";
import { parseFieldCondition } from "./filter-field-conditions.ts";
import { parseCluster, parseMapped, parseRegion } from "./filter-map-conditions.ts";
import { parseSimilarity } from "./filter-similarity-text.ts";

const SCORE_OPERATORS = [">=", ">", "<=", "<", "between"] as const;
type ScoreOperator = (typeof SCORE_OPERATORS)[number];
type ScoreComparison =
  | { op: Exclude<ScoreOperator, "between">; value: number }
  | { op: "between"; value: [number, number] };

/**
 * One condition: `function(…)`, `embedding(…)`, `project(…)`, `batch(…)`, `review(…)`, `similarity(…)`, `region(…)`, `cluster(…)`,
 * `mapped(…)`, or of a field.
 */
export function parseCondition(cursor: Cursor): Filter {
  delete cursor.subject;
  cursor.spans = new Map();
  const filter = marked(cursor, [], () => parseAnyCondition(cursor));
  cursor.places.set(("not" in filter ? filter.not : filter) as Condition, {
    spans: cursor.spans,
    text: cursor.text,
  });
  return filter;
}

function parseAnyCondition(cursor: Cursor): Filter {
  const head = peek(cursor);
  if (head.kind === "word" && is(peek(cursor, 1), "(")) {
    const word = head.text.toLowerCase();
    const parse = HEADS[word];
    if (parse) {
      take(cursor);
      take(cursor);
      return parse(cursor);
    }
  }
  return parseFieldCondition(cursor, Object.keys(HEADS));
}

const HEADS: Record<string, (cursor: Cursor) => Filter> = {
  function: parseFunction,
  embedding: parseEmbedding,
  project: parseProject,
  batch: parseBatch,
  review: parseReview,
  similarity: (cursor) => ({ similarity: parseSimilarity(cursor), ...parseScoreComparison(cursor, []) }),
  region: parseRegion,
  cluster: parseCluster,
  mapped: parseMapped,
};

function parseFunction(cursor: Cursor): Filter {
  const name = marked(cursor, ["function"], () => expectName(cursor, "function name"));
  expectSymbol(cursor, ")");
  cursor.subject = { function: name };
  const isNot = takeIf(cursor, "not");
  const condition = ((): Filter => {
    if (takeIf(cursor, "unscored")) return { function: name, op: "unscored" };
    if (takeIf(cursor, "exists")) return { function: name, op: "exists" };
    return { function: name, ...parseScoreComparison(cursor, ["unscored", "exists"]) };
  })();
  return isNot ? { not: condition } : condition;
}

function parseScoreComparison(cursor: Cursor, others: readonly string[]): ScoreComparison {
  const op = SCORE_OPERATORS.find((symbol) => is(peek(cursor), symbol));
  if (!op) return fail(cursor, [...SCORE_OPERATORS, ...others]);
  marked(cursor, ["op"], () => take(cursor));
  if (op !== "between") return { op, value: expectNumber(cursor) };
  const low = expectNumber(cursor);
  if (!takeIf(cursor, "and")) fail(cursor, ["and"]);
  return { op, value: [low, expectNumber(cursor)] };
}

function parseEmbedding(cursor: Cursor): Filter {
  const embedding = marked(cursor, ["embedding"], () => expectName(cursor, "space name"));
  expectSymbol(cursor, ")");
  cursor.subject = { embedding };
  if (takeIf(cursor, "in")) {
    expectSymbol(cursor, "(");
    const states = [expectState(cursor)];
    while (takeIf(cursor, ",")) states.push(expectState(cursor));
    expectSymbol(cursor, ")", [","]);
    return { embedding, op: "in", value: states };
  }
  const op = (["=", "!="] as const).find((symbol) => is(peek(cursor), symbol));
  if (!op) return fail(cursor, ["=", "!=", "in"]);
  take(cursor);
  return { embedding, op, value: expectState(cursor) };
}

function expectState(cursor: Cursor): EmbeddingState {
  const token = peek(cursor);
  const state = embeddingState.safeParse(token.text.toLowerCase());
  if (!state.success || (token.kind !== "word" && token.kind !== "string")) return fail(cursor, embeddingState.options);
  take(cursor);
  return state.data;
}

function parseProject(cursor: Cursor): Filter {
  const project = marked(cursor, ["project"], () => expectName(cursor, "project name"));
  expectSymbol(cursor, ")");
  return { project };
}

function parseReview(cursor: Cursor): Filter {
  const review = marked(cursor, ["review"], () => expectName(cursor, "slice name"));
  expectSymbol(cursor, ")");
  return { review };
}

function parseBatch(cursor: Cursor): Filter {
  const batch = marked(cursor, ["batch"], () => expectName(cursor, "batch name"));
  if (!takeIf(cursor, ",")) {
    expectSymbol(cursor, ")", [","]);
    return { batch };
  }
  if (!takeIf(cursor, "project")) fail(cursor, ["project"]);
  const project = marked(cursor, ["project"], () => expectName(cursor, "project name"));
  expectSymbol(cursor, ")");
  return { batch, project };
}
