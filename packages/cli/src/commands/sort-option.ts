import type { Sort } from "@pomona/contract/rows";
import { InvalidArgumentError } from "commander";

/** Reads `FIELD`, `FIELD:desc`, `function:NAME` or `function:NAME:asc`. Functions sort high to low unless told otherwise. */
export function readSort(value: string): Sort {
  const direction = /:(asc|desc)$/.exec(value);
  const subject = direction ? value.slice(0, direction.index) : value;
  const order = direction ? { descending: direction[1] === "desc" } : {};
  if (subject.startsWith("function:")) {
    const name = subject.slice("function:".length);
    if (name === "") throw new InvalidArgumentError("Give the function's name: function:NAME.");
    return { function: name, ...order };
  }
  if (subject === "") throw new InvalidArgumentError("Give FIELD or function:NAME, with :asc or :desc after it.");
  return { field: subject, ...order };
}
