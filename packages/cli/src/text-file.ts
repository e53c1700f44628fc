import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UsageError } from "./exit-code.ts";

/** The text of a file that the user named, or of stdin for `-`. A UsageError where it cannot be read. */
export async function readTextFile(path: string): Promise<string> {
  if (path === "-") return text(process.stdin);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UsageError(`There is no file or folder ${path}.`);
    if (code === "EISDIR") throw new UsageError(`${path} is a folder. Name a file in it.`);
    throw new UsageError(`${path} cannot be read: ${message}`);
  }
}
