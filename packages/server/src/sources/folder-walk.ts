import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ItemFailure } from "@pomona/contract/imports";
import { isInside } from "../media/granted-paths.ts";
import { readRefusal } from "../media/read-content.ts";

/** A file in a folder tree, or something that is none. */
export type WalkEntry =
  | {
      kind: "file";
      /** Relative to the root, `/` between folders; bytes that are no UTF-8 are written %XX. */
      name: string;
      /** Its path; a Buffer where the name is not UTF-8. */
      path: string | Buffer;
    }
  | { kind: "failure"; failure: ItemFailure }
  | { kind: "warning"; warning: ItemFailure }
  /** Files that operating systems and file managers leave behind. */
  | { kind: "junk"; name: string };

const JUNK_FILE = /^(\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.directory|\.localized|\._.*|.*~)$/i;
const JUNK_FOLDER = /^(__MACOSX|@eaDir|#recycle|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/i;
const DEPTH_LIMIT = 200;

function readableName(bytes: Buffer): { text: string; isUtf8: boolean } {
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return { text, isUtf8: true };
  // Only the bytes that belong to no character are escaped, so the rest of the name can still be read.
  const kept = [...text].filter((character) => character !== "�").length;
  const escaped =
    kept === 0
      ? ""
      : bytes
          .toString("latin1")
          .replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  return {
    text:
      escaped ||
      `%${bytes
        .toString("hex")
        .toUpperCase()
        .replace(/(..)(?=.)/g, "$1%")}`,
    isUtf8: false,
  };
}

interface Folder {
  path: string | Buffer;
  name: string;
  depth: number;
}

const childPath = (folder: string | Buffer, name: Buffer, text: string, isUtf8: boolean): string | Buffer =>
  typeof folder === "string" && isUtf8
    ? join(folder, text)
    : Buffer.concat([Buffer.from(folder as string), Buffer.from("/"), name]);

async function* linkTarget(root: string, path: string | Buffer, name: string): AsyncGenerator<WalkEntry> {
  try {
    const real = await realpath(path as string);
    if (!isInside(root, real)) {
      yield {
        kind: "failure",
        failure: {
          item: name,
          code: "outside-root",
          message: "It is a symbolic link out of the folder. Import what it points to by itself.",
        },
      };
      return;
    }
    const target = await stat(real);
    if (target.isFile()) yield { kind: "file", name, path: real };
    else
      yield {
        kind: "warning",
        warning: {
          item: name,
          code: "unsupported",
          message: "It is a symbolic link to a folder of this import, whose files go in under their own path.",
        },
      };
  } catch (error) {
    const { code, message } = readRefusal(error);
    yield {
      kind: "failure",
      failure: { item: name, code, message: code === "not-found" ? "It is a symbolic link to nothing." : message },
    };
  }
}

async function* entryOf(root: string, folder: Folder, entry: Dirent<Buffer>): AsyncGenerator<WalkEntry> {
  const { text, isUtf8 } = readableName(entry.name);
  const name = folder.name === "" ? text : `${folder.name}/${text}`;
  const path = childPath(folder.path, entry.name, text, isUtf8);
  if (entry.isDirectory()) {
    if (JUNK_FOLDER.test(text)) yield { kind: "junk", name };
    else if (text.startsWith("."))
      yield {
        kind: "warning",
        warning: {
          item: name,
          code: "unsupported",
          message: "It is a hidden folder, which is left out. Import it by itself if you want it.",
        },
      };
    else yield* walk(root, { path, name, depth: folder.depth + 1 });
  } else if (JUNK_FILE.test(text)) yield { kind: "junk", name };
  else if (entry.isSymbolicLink()) yield* linkTarget(root, path, name);
  else if (entry.isFile()) yield { kind: "file", name, path };
  else
    yield {
      kind: "failure",
      failure: { item: name, code: "unsupported", message: "It is no file (a pipe, socket or device)." },
    };
}

async function* walk(root: string, folder: Folder): AsyncGenerator<WalkEntry> {
  if (folder.depth > DEPTH_LIMIT) {
    yield {
      kind: "failure",
      failure: { item: folder.name, code: "unreadable", message: `Folders are nested deeper than ${DEPTH_LIMIT}.` },
    };
    return;
  }
  let entries: Dirent<Buffer>[];
  try {
    entries = await readdir(folder.path, { encoding: "buffer", withFileTypes: true });
  } catch (error) {
    const { code, message } = readRefusal(error);
    yield { kind: "failure", failure: { item: folder.name || ".", code, message } };
    return;
  }
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  for (const entry of entries) yield* entryOf(root, folder, entry);
}

/**
 * Every file below a folder, depth first, names of a folder in byte order. Memory grows with the largest folder, not the tree.
 * Links to files inside the root are followed; links to folders never are, so there are no loops.
 */
export const walkFolder = (root: string): AsyncGenerator<WalkEntry> => walk(root, { path: root, name: "", depth: 0 });
