import type { FunctionFile } from "@pomona/contract/function-versions";

/** The function of a file; null for any other file. Whether it fits the catalog, the server finds out. */
export function readFunctionFile(text: string): FunctionFile | null {
  try {
    const content = JSON.parse(text) as Partial<FunctionFile> | null;
    return content?.format === "pomona-function" && Array.isArray(content.anchors) && typeof content.name === "string"
      ? (content as FunctionFile)
      : null;
  } catch {
    return null;
  }
}
