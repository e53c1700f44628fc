import { Problem } from "@pomona/contract/problems";
import type { Logger } from "pino";
import { ZodError } from "zod";
import { nameDiskFull } from "../store/disk-full.ts";
import { issueWords } from "./issue-words.ts";

/** Any error as a Problem; what is unexpected becomes `internal` with the request's id, its details only in the log. */
export function asProblem(
  thrown: unknown,
  { requestId, log, logName }: { requestId: string; log: Logger; logName: string },
): Problem {
  const error = nameDiskFull(thrown);
  if (error instanceof Problem) {
    if (error.status >= 500) log.error({ err: error, requestId }, "request failed");
    return error;
  }
  if (error instanceof ZodError) return invalid(error);
  log.error({ err: error, requestId }, "request failed");
  return new Problem(
    "internal",
    {
      detail: `Something went wrong. ${logName} has the details under request ${requestId}.`,
      fields: { requestId },
    },
    { cause: error },
  );
}

function invalid(error: ZodError): Problem {
  const issues = error.issues.slice(0, 20).map((issue) => ({ at: placeOf(issue.path), message: issueWords(issue) }));
  const first = issues[0];
  return new Problem("bad-request", {
    detail: first ? `${first.at}: ${first.message}` : "The request is not well formed.",
    fields: { issues },
  });
}

/** `file.anchors[0].vector`, as other refusals name places. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((step, i) => (typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${String(step)}`)).join("") ||
  "(whole)";

/** RFC 9457 `application/problem+json`. */
export const problemResponse = (problem: Problem): Response =>
  new Response(JSON.stringify(problem.toBody()), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
