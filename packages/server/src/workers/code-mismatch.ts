/** What was read of a segment and of its sidecar does not fit together: one of the two is damaged. */
export class CodeMismatch extends Error {
  /** The segment file. */
  readonly path: string;

  constructor(path: string) {
    super(`The vectors of ${path} and their codes do not fit together.`);
    this.path = path;
  }
}
