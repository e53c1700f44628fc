import { createHash } from "node:crypto";
import type { ItemFailureCode } from "@pomona/contract/imports";
import { fetchUrl } from "../../media/fetch-url.ts";
import { inspect } from "../../media/inspect.ts";
import type { Inspected } from "../../media/inspected.ts";
import type { SourceContent } from "../../sources/source.ts";
import type { ContentKind } from "../../store/row-table.ts";
import type { Workspace } from "../workspace.ts";

/** Content found good: where it is kept and what it is. */
export type Content =
  | {
      ok: true;
      inspected: Extract<Inspected, { ok: true }>;
      contentKind: ContentKind;
      /** Where the original is; null for text given inline. */
      uri: string | null;
    }
  | { ok: false; code: ItemFailureCode; message: string };

export interface InspectOptions {
  /** Keep a copy even of a file that could be referred to. */
  copy: boolean;
  allowPrivateUrls: boolean;
  /** What the source promised; text in the place of an image is refused. */
  expect?: "image" | "text" | undefined;
  signal?: AbortSignal;
}

const inlineText = (text: string): Content => {
  if (text.trim() === "") return { ok: false, code: "empty", message: "The text is empty." };
  const bytes = Buffer.byteLength(text);
  const contentHash = createHash("sha256").update(text).digest("hex");
  return {
    ok: true,
    inspected: { ok: true, mediaType: "text", text, format: "text", bytes, contentHash },
    contentKind: "inline",
    uri: null,
  };
};

/** Looks at a row's content and decides how its original is kept. A bad one is an answer with a reason, not an error. */
export async function inspectContent(
  workspace: Workspace,
  content: SourceContent,
  options: InspectOptions,
): Promise<Content> {
  if ("text" in content) return inlineText(content.text);
  const { limits } = workspace;
  if ("path" in content) {
    const inspected = await inspect({ path: content.path }, limits, options.expect);
    if (!inspected.ok) return inspected;
    if (inspected.mediaType === "text") return { ok: true, inspected, contentKind: "inline", uri: content.path };
    const refusal = options.copy ? await copyRefusal(workspace, content.path, inspected.contentHash) : null;
    return refusal ?? { ok: true, inspected, contentKind: options.copy ? "blob" : "file", uri: content.path };
  }
  let bytes: Uint8Array;
  if ("url" in content) {
    const fetched = await fetchUrl(content.url, {
      allowPrivate: options.allowPrivateUrls,
      limitBytes: limits.fileBytes,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (!fetched.ok) return fetched;
    bytes = fetched.bytes;
  } else bytes = content.bytes;
  const inspected = await inspect({ bytes }, limits, options.expect);
  if (!inspected.ok) return inspected;
  const uri = "url" in content ? content.url : content.name;
  if (inspected.mediaType === "text") return { ok: true, inspected, contentKind: "inline", uri };
  // Bytes inside a table or behind a URL have no file of their own to refer to.
  await workspace.blobs.put(bytes, inspected.contentHash);
  return { ok: true, inspected, contentKind: "blob", uri };
}

/** Copies a file into the workspace; the reason when it is not any more what was looked at. */
async function copyRefusal(workspace: Workspace, path: string, hash: string): Promise<Content | null> {
  try {
    await workspace.blobs.putFile(path, hash);
    return null;
  } catch (error) {
    const { code } = error as { code?: string };
    // A full disk is not the file's fault: the whole import stops.
    if (code === "ENOSPC" || code === "EROFS") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, code: "unreadable", message: `It could not be copied: ${reason}. Import it again.` };
  }
}
