import { z } from "zod";

/** Every error a client can meet: HTTP status and title. The code is stable; messages may improve. */
export const problems = {
  "bad-request": { status: 400, title: "The request is not well formed" },
  "bad-filter": { status: 400, title: "The filter cannot be read" },
  unauthorized: { status: 401, title: "A token is needed" },
  "owner-only": { status: 403, title: "Only the owner of the data directory may do this" },
  "forbidden-origin": { status: 403, title: "This site may not call the server" },
  "outside-roots": { status: 403, title: "The path is outside the folders the server may read" },
  "url-refused": { status: 403, title: "The address may not be fetched" },
  "not-found": { status: 404, title: "There is no such thing" },
  "row-not-found": { status: 404, title: "There is no such row" },
  "dataset-not-found": { status: 404, title: "There is no such dataset" },
  "space-not-found": { status: 404, title: "There is no such space" },
  "function-not-found": { status: 404, title: "There is no such function" },
  "projection-not-found": { status: 404, title: "There is no such projection" },
  "version-not-found": { status: 404, title: "There is no such version" },
  "draft-not-found": { status: 404, title: "There is no draft" },
  "automation-not-found": { status: 404, title: "There is no such automation" },
  "delivery-not-found": { status: 404, title: "There is no such delivery" },
  "slice-not-found": { status: 404, title: "There is no such slice" },
  "project-not-found": { status: 404, title: "There is no such project" },
  "batch-not-found": { status: 404, title: "There is no such batch" },
  "edit-not-found": { status: 404, title: "There is no such edit" },
  "job-not-found": { status: 404, title: "There is no such job" },
  "upload-not-found": { status: 404, title: "There is no such upload" },
  "token-not-found": { status: 404, title: "There is no such token" },
  "model-not-found": { status: 404, title: "There is no such model" },
  "field-not-found": { status: 404, title: "There is no such field" },
  "content-missing": { status: 404, title: "The original file is not there any more" },
  "content-unreadable": { status: 422, title: "The original file cannot be read as a picture" },
  "method-not-allowed": { status: 405, title: "The route does not take this method" },
  "name-taken": { status: 409, title: "The name is taken" },
  "draft-behind": { status: 409, title: "The function was changed since the draft began" },
  "in-use": { status: 409, title: "Something else depends on it" },
  "count-changed": { status: 409, title: "The selection has changed since it was counted" },
  "upload-offset": { status: 409, title: "The part does not follow what has arrived" },
  "data-directory-locked": { status: 409, title: "Another process uses this data directory" },
  "space-dims-mismatch": { status: 422, title: "The vector has another number of dimensions than the space" },
  "space-empty": { status: 422, title: "The space has no vectors yet" },
  "image-unusable": { status: 422, title: "The image cannot be used" },
  "anchor-unusable": { status: 422, title: "An anchor has no vector in the space" },
  "no-positive-anchor": { status: 422, title: "At least one positive anchor is needed" },
  "combination-unusable": { status: 422, title: "The functions cannot be combined" },
  "other-model": { status: 422, title: "The function is of another model's space" },
  "no-evidence": { status: 422, title: "There is nothing to tell it from" },
  "model-unusable": { status: 422, title: "The model cannot be used" },
  "empty-selection": { status: 422, title: "The selection holds no rows" },
  "source-unusable": { status: 422, title: "The source cannot be imported" },
  "upload-refused": { status: 422, title: "The file cannot be taken" },
  "too-large": { status: 413, title: "The request is too large" },
  cancelled: { status: 499, title: "The work was cancelled" },
  internal: { status: 500, title: "Something went wrong in the server" },
  "disk-full": { status: 507, title: "The disk of the data directory is full" },
  unreachable: { status: 503, title: "The server does not answer" },
  stopping: { status: 503, title: "The server is stopping" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export interface ProblemExtras {
  /** What happened, to what, and what to do about it. */
  detail: string;
  /** Machine-readable particulars: names, positions, limits. */
  fields?: Record<string, unknown>;
}

/** The one error class that use cases throw and the SDK rethrows. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly status: number;
  readonly fields: Record<string, unknown>;

  constructor(code: ProblemCode, extras: ProblemExtras | string, options?: { cause?: unknown }) {
    super(typeof extras === "string" ? extras : extras.detail, options);
    this.code = code;
    this.status = problems[code].status;
    this.fields = typeof extras === "string" ? {} : (extras.fields ?? {});
  }

  /** The RFC 9457 body. */
  toBody(): ProblemBody {
    // Particulars first: none of them may take the place of a standard member.
    return {
      ...this.fields,
      type: `urn:pomona:${this.code}`,
      title: problems[this.code].title,
      status: this.status,
      detail: this.message,
      code: this.code,
    };
  }
}

export const problemBody = z
  .looseObject({ type: z.string(), title: z.string(), status: z.number(), detail: z.string(), code: z.string() })
  .meta({ id: "Problem" });
export type ProblemBody = z.infer<typeof problemBody>;

export const isProblem = (error: unknown, code?: ProblemCode): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);
