import { BUILTIN_FIELDS } from "./fields.ts";
import { type FieldCondition, type Filter, type FilterOperator, filterOperator } from "./filter.ts";
import { type Cursor, expectSymbol, fail, marked, numberOf, peek, take, takeIf } from "./filter-cursor.ts";
import { printFieldName } from "./filter-print.ts";
import { closestName } from "./filter-problem.ts";

type Scalar = string | number | boolean;
const ONE_WORD = ["=", "!=", "<", "<=", ">", ">=", "between", "in", "contains", "exists"] as const;
const FIELD_OPERATORS = filterOperator.options;
const BUILTIN = new Map<string, string>(BUILTIN_FIELDS.map((field) => [field.name.toLowerCase(), field.name]));
BUILTIN.set("media", "mediaType");
const RESERVED = new Set(["and", "or", "not", "between", "in", "contains", "starts", "exists", "unscored"]);

/** `FIELD OP VALUE`, also `FIELD not OP VALUE` as sugar for `not FIELD OP VALUE`. */
export function parseFieldCondition(cursor: Cursor, heads: readonly string[]): Filter {
  const field = marked(cursor, ["field"], () => parseField(cursor, heads));
  cursor.subject = { field };
  const isNot = takeIf(cursor, "not");
  const condition: FieldCondition = { field, ...parseComparison(cursor) };
  return isNot ? { not: condition } : condition;
}

function parseField(cursor: Cursor, heads: readonly string[]): string {
  const token = peek(cursor);
  if (token.kind !== "word")
    fail(
      cursor,
      ["condition"],
      token.kind === "string" ? { message: "a condition begins with a field, not with a quoted text" } : {},
    );
  const builtin = BUILTIN.get(token.text.toLowerCase());
  if (builtin) {
    take(cursor);
    return builtin;
  }
  if (/^metadata\./i.test(token.text)) return parseMetadataName(cursor);
  if (heads.includes(token.text.toLowerCase())) {
    take(cursor);
    fail(cursor, ["("]);
  }
  return fail(cursor, ["field"], {
    message: `there is no field ${token.source}`,
    suggestion: suggestField(token.text, cursor, heads),
  });
}

function parseMetadataName(cursor: Cursor): string {
  const token = take(cursor);
  const bare = token.text.slice("metadata.".length);
  if (bare !== "") return `metadata.${bare}`;
  const quoted = peek(cursor);
  if (quoted.kind !== "string" || quoted.start !== token.end) fail(cursor, ["metadata name"]);
  return `metadata.${take(cursor).text}`;
}

/** The likeliest field for a mistyped one; a metadata name without its prefix is found too. */
function suggestField(typed: string, cursor: Cursor, heads: readonly string[]): string | undefined {
  const own = cursor.metadata.find((name) => name.toLowerCase() === typed.toLowerCase());
  const metadata = own ?? closestName(typed, cursor.metadata);
  const builtin = closestName(typed, [...BUILTIN.values(), ...heads]);
  if (own === undefined && builtin !== undefined) return builtin;
  return metadata === undefined ? undefined : printFieldName(`metadata.${metadata}`);
}

function parseComparison(cursor: Cursor): Omit<FieldCondition, "field"> {
  const op = marked(cursor, ["op"], () => parseOperator(cursor));
  if (op === "exists") return { op };
  if (op === "in") return { op, value: parseValues(cursor) };
  if (op !== "between") return { op, value: marked(cursor, ["value"], () => parseValue(cursor)) };
  const low = parseElement(cursor, 0);
  if (!takeIf(cursor, "and")) fail(cursor, ["and"]);
  return { op, value: [low, parseElement(cursor, 1)] };
}

function parseOperator(cursor: Cursor): FilterOperator {
  const op = ONE_WORD.find((word) => takeIf(cursor, word));
  if (op) return op;
  if (!takeIf(cursor, "starts")) return fail(cursor, FIELD_OPERATORS);
  if (!takeIf(cursor, "with")) fail(cursor, ["with"]);
  return "starts with";
}

const parseElement = (cursor: Cursor, position: number): Scalar =>
  marked(cursor, ["value", position], () => parseValue(cursor));

function parseValues(cursor: Cursor): Scalar[] {
  expectSymbol(cursor, "(");
  const values: Scalar[] = [];
  if (takeIf(cursor, ")")) return values;
  do values.push(parseElement(cursor, values.length));
  while (takeIf(cursor, ","));
  expectSymbol(cursor, ")", [","]);
  if (values.length > 10_000) fail(cursor, [], { message: "a list holds at most 10,000 values" });
  return values;
}

function parseValue(cursor: Cursor): Scalar {
  const token = peek(cursor);
  if (token.kind === "number") return numberOf(cursor, take(cursor));
  if (token.kind === "string") return take(cursor).text;
  const word = token.text.toLowerCase();
  if (token.kind !== "word" || RESERVED.has(word)) {
    return fail(
      cursor,
      ["value"],
      token.kind === "word"
        ? { message: `${token.source} is a word of the language; put it in quotes to use it as a value` }
        : {},
    );
  }
  take(cursor);
  return word === "true" ? true : word === "false" ? false : token.text;
}
