import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Problem } from "@pomona/contract/problems";
import type { ModelSpec } from "./embedder.ts";
import { sha256 } from "./package-files.ts";

/** Where the files of a model are, and how Transformers.js is to be asked for them. */
export interface ModelLocation {
  /** A path, or ORG/NAME. */
  name: string;
  revision: string;
  /** Holds config.json and onnx/; a hub model's may not exist before it is downloaded. */
  folder: string;
  isLocal: boolean;
}

/** Settles `local:DIR` and `hf:ORG/NAME[@REV]`. Problem `model-not-found` for a folder that is not there. */
export async function locateModel(spec: ModelSpec, modelsDirectory: string): Promise<ModelLocation> {
  if (spec.id.startsWith("local:")) {
    const folder = resolve(spec.id.slice("local:".length).replace(/^~(?=\/|$)/, homedir()));
    const isThere = await stat(join(folder, "config.json")).then(
      (file) => file.isFile(),
      () => false,
    );
    if (!isThere)
      throw new Problem(
        "model-not-found",
        `${folder} holds no config.json. Give a folder with config.json, tokenizer or preprocessor files, and onnx/.`,
      );
    return { name: folder, revision: "main", folder, isLocal: true };
  }
  const match = /^hf:([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(spec.id);
  if (!match?.[1]) throw new Problem("model-not-found", `"${spec.id}" is not of the form hf:ORG/NAME[@REVISION].`);
  const [, name, revision = "main"] = match;
  const folder = join(modelsDirectory, name, revision === "main" ? "" : revision);
  return { name, revision, folder, isLocal: false };
}

/** Names of the files in the folder's onnx/; none before a hub model is downloaded. */
export const onnxFiles = async ({ folder }: ModelLocation): Promise<string[]> =>
  (await readdir(join(folder, "onnx")).catch(() => [])).filter((name) => /\.onnx(_data\w*)?$/.test(name)).sort();

/** Suffixes that Transformers.js expects on the file names of exports. */
export const DTYPE_SUFFIXES: Record<string, string> = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
};

/** Hex sha256 over the ONNX files (with external data) of these stems, for example `vision_model_fp16`. */
export async function hashWeights(location: ModelLocation, stems: readonly string[]): Promise<string> {
  const names = (await onnxFiles(location)).filter((name) => stems.some((stem) => name.startsWith(`${stem}.onnx`)));
  const hashes = await Promise.all(
    names.map(async (name) => `${name} ${await hashFile(join(location.folder, "onnx", name))}`),
  );
  if (hashes.length === 0)
    throw new Problem("model-unusable", `${location.folder}/onnx holds none of ${stems.join(", ")} any more.`);
  return sha256(hashes.join("\n"));
}

const SETTINGS = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "1_Pooling/config.json",
];

/** Hex sha256 over the settings files that decide how inputs are prepared; absent ones count as empty. */
export async function hashSettings({ folder }: ModelLocation): Promise<string> {
  const contents = await Promise.all(SETTINGS.map((name) => readFile(join(folder, name)).catch(() => "")));
  return sha256(contents.map((content) => sha256(content)).join("\n"));
}

/** A JSON file of the folder, or null where it is absent or unreadable. */
export async function readSettings({ folder }: ModelLocation, name: string): Promise<Record<string, unknown> | null> {
  try {
    return JSON.parse(await readFile(join(folder, name), "utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** Licence and languages that the front matter of the folder's README.md states. */
export async function readModelCard(location: ModelLocation): Promise<{ licence: string; languages: string[] }> {
  const card = await readFile(join(location.folder, "README.md"), "utf8").catch(() => "");
  const front = /^---\n([\s\S]*?)\n---/.exec(card)?.[1] ?? "";
  const licence = /^license:\s*["']?([^"'\n]+)/m.exec(front)?.[1]?.trim();
  const languages = /^language:[ \t]*((?:\n\s*-\s*\S+)+|\S.*)/m.exec(front)?.[1]?.match(/\b[a-z]{2,3}\b/g) ?? [];
  const elsewhere = location.isLocal
    ? "not stated in the model's folder"
    : `see https://huggingface.co/${location.name}`;
  return { licence: licence ?? elsewhere, languages };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
