import { readFilterInput } from "@pomona/contract/filter-input";
import type { FunctionFile, FunctionPart } from "@pomona/contract/function-versions";
import { isProblem, Problem } from "@pomona/contract/problems";
import { giveTurn } from "../../config/give-turn.ts";
import type { StoredAnchor, StoredProbe } from "../../store/function-table.ts";

/** A function of a file, checked and in numbers. */
export interface ReadFunction {
  part: FunctionPart;
  anchors: StoredAnchor[];
  /** anchors.length * dims float32. */
  vectors: Float32Array;
  trained: StoredProbe | null;
}

/** Most combinations below each other. */
const MOST_DEPTH = 16;
/** A stored vector is of length 1 within rounding. */
const UNIT_TOLERANCE = 1e-3;

/**
 * The functions of a file that its schema let pass, parts in front of what is made of them, the function itself last.
 * Problem `bad-request` names the place of what cannot be: numbers that are not finite, vectors of other dims, parts that
 * are missing, made of each other or nested too deep.
 */
export async function readFunctionFile(file: FunctionFile): Promise<ReadFunction[]> {
  const { format: _format, formatVersion: _version, exported: _exported, parts, ...own } = file;
  const read: ReadFunction[] = [];
  for (const { part, at } of inOrder(own, parts)) {
    checkKind(part, at);
    checkTruth(part, at);
    read.push(await readPart(part, at));
  }
  return read;
}

function refuse(at: string, what: string): never {
  throw new Problem("bad-request", { detail: `The function file is not usable at ${at}: ${what}`, fields: { at } });
}

/** Parts in front of what is made of them, each with its place in the file. */
function inOrder(own: FunctionPart, parts: readonly FunctionPart[]): { part: FunctionPart; at: string }[] {
  const byName = new Map<string, { part: FunctionPart; at: string }>([[own.name, { part: own, at: "file" }]]);
  parts.forEach((part, place) => {
    const at = `file.parts[${place}]`;
    if (byName.has(part.name)) refuse(`${at}.name`, `two functions are named ${JSON.stringify(part.name)}.`);
    byName.set(part.name, { part, at });
  });
  const ordered = new Map<string, { part: FunctionPart; at: string }>();
  const visit = (name: string, above: readonly string[]): void => {
    const place = byName.get(name) as { part: FunctionPart; at: string };
    if (above.includes(name))
      refuse(
        place.at,
        `functions are made of each other: ${[...above, name].map((one) => JSON.stringify(one)).join(" → ")}.`,
      );
    if (above.length > MOST_DEPTH) refuse(place.at, `it is nested deeper than ${MOST_DEPTH} combinations.`);
    if (ordered.has(name)) return;
    const names = place.part.combination?.parts ?? [];
    names.forEach(({ function: below }, index) => {
      if (!byName.has(below))
        refuse(`${place.at}.combination.parts[${index}]`, `the file has no function ${JSON.stringify(below)}.`);
      visit(below, [...above, name]);
    });
    ordered.set(name, place);
  };
  visit(own.name, []);
  for (const [name, { at }] of byName) if (!ordered.has(name)) refuse(at, "nothing in the file is made of it.");
  return [...ordered.values()];
}

function checkKind(part: FunctionPart, at: string): void {
  const { kind, space, parameters, probe, combination, anchors } = part;
  const has = { parameters: parameters !== null, probe: probe !== null, combination: combination !== null };
  const wanted = { similarity: "parameters", probe: "probe", combination: "combination" }[kind];
  for (const [name, isThere] of Object.entries(has))
    if (isThere !== (name === wanted)) refuse(`${at}.${name}`, `a ${kind} ${isThere ? "has none" : "needs it"}.`);
  if (kind === "combination") {
    if (space) refuse(`${at}.space`, "a combination has none.");
    if (anchors.length > 0) refuse(`${at}.anchors`, "a combination has none.");
    const count = combination?.parts.length ?? 0;
    if (combination?.operator === "not" ? count !== 1 : count < 2)
      refuse(`${at}.combination.parts`, `"${combination?.operator}" cannot be of ${count}.`);
    return;
  }
  if (!space) refuse(`${at}.space`, `a ${kind} needs one.`);
  if (!anchors.some(({ sign }) => sign === "+")) refuse(`${at}.anchors`, "none is positive.");
}

/** A filter may name what is not here: that is told when the function is evaluated. */
function checkTruth({ truth }: FunctionPart, at: string): void {
  if (!truth) return;
  if ((truth.label === null) === (truth.filter === null))
    refuse(`${at}.truth`, "it has a label or a filter, one of them.");
  for (const field of ["filter", "among"] as const) {
    try {
      if (truth[field] !== null) readFilterInput(truth[field]);
    } catch (error) {
      if (!isProblem(error, "bad-filter")) throw error;
      refuse(`${at}.truth.${field}`, error.message);
    }
  }
}

async function readPart(part: FunctionPart, at: string): Promise<ReadFunction> {
  const dims = part.space?.dims ?? 0;
  const vectors = new Float32Array(part.anchors.length * dims);
  const anchors: StoredAnchor[] = [];
  for (const [place, { vector, ...anchor }] of part.anchors.entries()) {
    vectors.set(readFloats(vector, dims, `${at}.anchors[${place}].vector`), place * dims);
    checkUnit(vectors.subarray(place * dims, (place + 1) * dims), `${at}.anchors[${place}].vector`);
    anchors.push({ ...anchor, why: anchor.why ?? "imported" });
    await giveTurn();
  }
  const { probe } = part;
  const trained = probe && {
    weights: readFloats(probe.weights, dims, `${at}.probe.weights`),
    bias: probe.bias,
    report: probe.report,
  };
  return { part, anchors, vectors, trained };
}

function readFloats(text: string, dims: number, at: string): Float32Array<ArrayBuffer> {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== dims * 4) refuse(at, `it has ${bytes.length} bytes; ${dims} dims of float32 are ${dims * 4}.`);
  const floats = new Float32Array(new Uint8Array(bytes).buffer);
  const place = floats.findIndex((value) => !Number.isFinite(value));
  if (place >= 0) refuse(at, `number ${place + 1} is ${floats[place]}.`);
  return floats;
}

function checkUnit(vector: Float32Array, at: string): void {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) refuse(at, `it has the length ${length} instead of 1.`);
}
