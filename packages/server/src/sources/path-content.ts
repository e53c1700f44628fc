import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { ItemFailure } from "@pomona/contract/imports";
import { isInside } from "../media/granted-paths.ts";
import { readRefusal } from "../media/read-content.ts";
import type { SourceContent } from "./source.ts";

export type ContentFound =
  | { ok: true; content: SourceContent }
  | { ok: false; code: ItemFailure["code"]; message: string };

/** Content behind an address in a table. Only http and https are fetched. */
export function urlContent(text: string): ContentFound {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return { ok: true, content: { url: text } };
  if (url?.protocol === "file:")
    return {
      ok: false,
      code: "outside-root",
      message: "file: addresses are not read. Give a path relative to the table.",
    };
  return { ok: false, code: "url-refused", message: `"${text.slice(0, 200)}" is no http:// or https:// address.` };
}

/** The file that a table names, relative to the table's folder. Symbolic links are followed first; what is outside the roots is refused. */
export async function pathContent(text: string, folder: string, roots: readonly string[]): Promise<ContentFound> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return urlContent(text);
  const path = resolve(folder, text);
  const outside = {
    ok: false,
    code: "outside-root",
    message: `"${text.slice(0, 200)}" is outside the table's folder, so it is not read. Move the table above the files it names.`,
  } as const;
  if (!roots.some((root) => isInside(root, path))) return outside;
  try {
    const real = await realpath(path);
    if (!roots.some((root) => isInside(root, real))) return outside;
    return { ok: true, content: { path: real } };
  } catch (error) {
    const refusal = readRefusal(error);
    return refusal.code === "not-found" ? { ...refusal, message: `There is no file ${path}.` } : refusal;
  }
}
