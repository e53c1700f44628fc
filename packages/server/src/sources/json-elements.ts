/** One JSON value cut out of a stream. */
export interface JsonElement {
  /** Line of its start when values stand on lines, else its number; from 1. */
  line: number;
  /** Null when it was longer than the limit. */
  bytes: Buffer | null;
}

const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/** Cuts lines. A line over the limit is dropped up to its end and handed on as null. */
export async function* jsonLines(chunks: AsyncIterable<Buffer>, limitBytes: number): AsyncGenerator<JsonElement> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let line = 1;
  const take = (last: Buffer): JsonElement | null => {
    const isLong = restBytes + last.length > limitBytes;
    const bytes = isLong ? null : rest.length === 0 ? last : Buffer.concat([...rest, last]);
    rest = [];
    restBytes = 0;
    const isBlank = bytes?.every(isSpace) ?? false;
    return isBlank ? null : { line, bytes };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10, from); end !== -1; end = chunk.indexOf(10, from)) {
      const element = take(chunk.subarray(from, end));
      if (element) yield element;
      line++;
      from = end + 1;
    }
    if (from < chunk.length) {
      restBytes += chunk.length - from;
      if (restBytes <= limitBytes) rest.push(chunk.subarray(from));
    }
  }
  const element = restBytes > 0 ? take(Buffer.alloc(0)) : null;
  if (element) yield element;
}

/** Follows brackets and strings through bytes and tells where values that stand side by side begin and end. */
class ElementScanner {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #start = -1;
  readonly #top: number;

  /** `top` 1 reads the elements of an array, 0 values one after the other. */
  constructor(top: 0 | 1) {
    this.#top = top;
  }

  get start(): number {
    return this.#start;
  }

  /** Bytes before `count` have been thrown away. */
  shift(count: number): void {
    if (this.#start >= 0) this.#start -= count;
  }

  /** Ends of values in bytes from `from` on, as [start, end) pairs. */
  *scan(bytes: Buffer, from: number): Generator<[number, number]> {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === 92) this.#isEscaped = true;
        else if (byte === 34) this.#isInString = false;
        continue;
      }
      if (isSpace(byte)) continue;
      const isOpen = byte === 91 || byte === 123;
      const isClose = byte === 93 || byte === 125;
      if ((byte === 44 || isClose) && this.#depth <= this.#top && this.#start >= 0) yield this.#end(at);
      if (isClose) this.#depth--;
      const isElement = this.#depth >= this.#top && byte !== 44 && !isClose;
      if (this.#start < 0 && isElement) this.#start = at;
      if (byte === 34) this.#isInString = true;
      if (isOpen) this.#depth++;
      if (isClose && this.#depth === this.#top && this.#start >= 0) yield this.#end(at + 1);
    }
  }

  #end(at: number): [number, number] {
    const start = this.#start;
    this.#start = -1;
    return [start, at];
  }
}

/** Cuts the elements of an array, or values that stand side by side (`{…}{…}`), numbered from 1. What is cut off at the end is handed on too. */
export async function* jsonElements(
  chunks: AsyncIterable<Buffer>,
  kind: "array" | "sequence",
  limitBytes: number,
): AsyncGenerator<JsonElement> {
  const scanner = new ElementScanner(kind === "array" ? 1 : 0);
  let rest: Buffer = Buffer.alloc(0);
  let number = 1;
  let scanned = 0;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (const [start, end] of scanner.scan(rest, scanned)) yield { line: number++, bytes: rest.subarray(start, end) };
    const used = scanner.start >= 0 ? scanner.start : rest.length;
    scanner.shift(used);
    rest = rest.subarray(used);
    scanned = rest.length;
    if (rest.length > limitBytes) {
      yield { line: number, bytes: null };
      return;
    }
  }
  if (rest.length > 0) yield { line: number, bytes: rest };
}
