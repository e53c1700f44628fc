import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { AnchorInput } from "@pomona/contract/anchors";
import type { Command } from "commander";
import { UsageError } from "../exit-code.ts";
import { readVectorFile } from "../vector-file.ts";
import { collect, numberBetween } from "./values.ts";

export interface AnchorOptions {
  like?: string[];
  unlike?: string[];
  text?: string[];
  unlikeText?: string[];
  image?: string[];
  unlikeImage?: string[];
  vector?: string[];
  unlikeVector?: string[];
}

export interface ScoringOptions {
  centroid?: true;
  negativeWeight?: number;
}

/** Options that say what to look for, shared by searches and functions. */
export function addAnchorOptions(command: Command): Command {
  return command
    .option("--like <key>", "a row to be like (repeatable)", collect)
    .option("--unlike <key>", "a row not to be like (repeatable)", collect)
    .option("--text <text>", "a text to be like; the space needs a text encoder (repeatable)", collect)
    .option("--unlike-text <text>", "a text not to be like (repeatable)", collect)
    .option("--image <file>", "an image file to be like (repeatable)", collect)
    .option("--unlike-image <file>", "an image file not to be like (repeatable)", collect)
    .option("--vector <file>", "a vector to be like: a .npy file, or numbers as JSON or text (repeatable)", collect)
    .option("--unlike-vector <file>", "a vector not to be like (repeatable)", collect);
}

export function addScoringOptions(command: Command): Command {
  return command
    .option("--centroid", "compare with the mean of the examples instead of the nearest one")
    .option(
      "--negative-weight <number>",
      "how much likeness to an --unlike example takes away, 0 to 10 (default: 0.5)",
      numberBetween(0, 10),
    );
}

/** Anchors in the order positive rows, texts, images, vectors, then negatives; files are read here. */
export async function readAnchors(options: AnchorOptions): Promise<AnchorInput[]> {
  const positive = await anchorsOf("+", options.like, options.text, options.image, options.vector);
  const negative = await anchorsOf("-", options.unlike, options.unlikeText, options.unlikeImage, options.unlikeVector);
  return [...positive, ...negative];
}

/** Like `readAnchors`, for commands that are about nothing without a positive one. */
export async function readSearchAnchors(options: AnchorOptions): Promise<AnchorInput[]> {
  if (!(options.like ?? options.text ?? options.image ?? options.vector)) {
    throw new UsageError(
      "Give at least one example to be like: --like KEY, --text TEXT, --image FILE or --vector FILE.",
    );
  }
  return readAnchors(options);
}

async function anchorsOf(
  sign: "+" | "-",
  keys: string[] = [],
  texts: string[] = [],
  images: string[] = [],
  vectors: string[] = [],
): Promise<AnchorInput[]> {
  return [
    ...keys.map((key) => ({ key, sign })),
    ...texts.map((text) => ({ text, sign })),
    ...(await Promise.all(
      images.map(async (path) => ({ image: (await readGiven(path)).toString("base64"), name: basename(path), sign })),
    )),
    ...(await Promise.all(
      vectors.map(async (path) => ({ vector: readVectorFile(path, await readGiven(path)), sign })),
    )),
  ];
}

async function readGiven(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new UsageError(`The file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
}
