import { UPLOAD_LIMITS } from "@pomona/contract/uploads";
import type { UploadFile } from "./upload-session.ts";

/** Files of an input, under the paths that their folder gave them. */
export const filesOfInput = (list: FileList): UploadFile[] =>
  Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));

/**
 * Files of a drop, folders with all that is in them. The entries are taken at once, as the browser forgets them when
 * the event is over.
 */
export function filesOfDrop(transfer: DataTransfer): Promise<UploadFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // What another program hands over may be no entry of a file system.
  return entries.length > 0 ? filesOfEntries(entries) : Promise.resolve(filesOfInput(transfer.files));
}

export async function filesOfEntries(entries: readonly FileSystemEntry[]): Promise<UploadFile[]> {
  const files: UploadFile[] = [];
  for (const entry of entries) await walk(entry, files);
  return files;
}

async function walk(entry: FileSystemEntry, files: UploadFile[]): Promise<void> {
  if (files.length >= UPLOAD_LIMITS.files) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    files.push({ path: entry.fullPath.replace(/^\/+/, ""), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a folder in pieces; an empty one is the end.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return;
    for (const inner of piece) await walk(inner, files);
  }
}

const TABLE = /\.(csv|tsv|tab|json|ndjson|jsonl|parquet|pq|arrow|feather|arrows|ipc)$/i;
const SHOWN_TABLES = 20;

/**
 * What can be imported of the files that were sent: the one folder or file they are in, or all of them (path ""), then
 * each table among them, as it is a source of its own.
 */
export function sourcesOf(paths: readonly string[]): string[] {
  const tops = new Set(paths.map((path) => path.split("/")[0] as string));
  const [top = ""] = tops;
  const whole = tops.size === 1 ? top : "";
  const tables = paths.filter((path) => TABLE.test(path) && path !== whole);
  return [whole, ...tables.slice(0, SHOWN_TABLES)];
}

/** The source that is most likely meant: a table when it came alone or with nothing else than what it names. */
export function likelySource(paths: readonly string[]): string {
  const sources = sourcesOf(paths);
  return sources.length === 2 && paths.length === 1 ? (sources[1] as string) : (sources[0] as string);
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A list of addresses, one a line, as a table whose keys are the addresses; null where there is none. */
export function addressTable(text: string): { file: UploadFile; count: number } | null {
  const addresses = [...new Set(text.split(/\s+/).filter((word) => word !== ""))];
  if (addresses.length === 0) return null;
  const lines = addresses.map((address) => `${quoted(address)},${quoted(address)}`);
  const table = new Blob([`key,url\n${lines.join("\n")}\n`], { type: "text/csv" });
  return { file: { path: "addresses.csv", file: table }, count: addresses.length };
}
