import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What zod says where a schema says nothing itself; an issue with other words is of the schema, which knows better. */
const ZOD_WORDS = /^(Too (small|big)|Invalid|Unrecognized)\b/;

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const FORMATS: Readonly<Record<string, string>> = {
  url: "an address",
  datetime: "a date with a time, such as 2026-11-27T12:00:00Z",
  date: "a date, such as 2026-11-27",
  uuid: "a UUID",
  base64: "base64",
};

/** What is wrong with a value, as the end of a sentence that begins with its name: `must not be empty`. */
export function issueWords(issue: Issue): string {
  if (!ZOD_WORDS.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "too_small":
    case "too_big":
      return limitWords(issue);
    case "invalid_type": {
      const wanted = TYPES[issue.expected] ?? issue.expected;
      return isMissing(issue) ? `is missing: it must be ${wanted}` : `must be ${wanted}`;
    }
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_format":
      return `must be ${FORMATS[issue.format] ?? `of the form ${issue.pattern ?? issue.format}`}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has fields that are not known: ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
    case "invalid_union":
      return unionWords(issue);
    default:
      return issue.message;
  }
}

function limitWords(issue: Extract<Issue, { code: "too_small" | "too_big" }>): string {
  const isLeast = issue.code === "too_small";
  const limit = Number(isLeast ? issue.minimum : issue.maximum);
  const shown = limit.toLocaleString("en-US");
  const unit = issue.origin === "string" ? "character" : "entry";
  if (issue.origin !== "string" && issue.origin !== "array" && issue.origin !== "set" && issue.origin !== "map") {
    const bound = isLeast ? "at least" : "at most";
    const beyond = isLeast ? "more than" : "less than";
    return `must be ${issue.inclusive === false ? beyond : bound} ${shown}`;
  }
  if (isLeast && limit === 1) return "must not be empty";
  const many = unit === "entry" ? "entries" : "characters";
  return `must have ${isLeast ? "at least" : "at most"} ${shown} ${limit === 1 ? unit : many}`;
}

/** What a union takes is told by its branch that comes closest: the one that was read furthest. */
function unionWords(issue: Extract<Issue, { code: "invalid_union" }>): string {
  if (isMissing(issue)) return "is missing";
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map(({ path }) => path.length));
  const branches = (issue.errors as Issue[][]).filter((issues) => issues.length > 0);
  const [closest] = branches.sort((a, b) => depth(b) - depth(a));
  const [first] = closest ?? [];
  if (!first) return "has none of the forms that are taken";
  if (first.path.length === 0)
    return [...new Set(branches.flatMap(([found]) => (found ? [issueWords(found)] : [])))].join(", or ");
  return `${first.path.join(".")}: ${issueWords(first)}`;
}

/** Whether there is no value at all; of a union, any branch that looks at the value itself tells. */
function isMissing(issue: Issue): boolean {
  if (issue.code === "invalid_union")
    return (issue.errors as Issue[][]).flat().some((inner) => inner.path.length === 0 && isMissing(inner));
  // What was found is told by zod's message alone.
  return issue.code === "invalid_type" && issue.message.endsWith("received undefined");
}
