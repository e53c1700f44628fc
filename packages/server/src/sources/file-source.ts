import { basename } from "node:path";
import type { Source } from "./source.ts";

/** A single image or text file as a source of one row, keyed by its name. */
export function openFileSource(request: { path: string; keyPrefix: string; expect: "image" | "text" }): Source {
  const name = basename(request.path);
  return {
    format: request.expect === "image" ? "images" : "texts",
    total: 1,
    metadataTypes: {},
    columns: [{ name: "path", role: "path", type: "path" }],
    async *batches() {
      yield {
        rows: [
          {
            key: request.keyPrefix + name,
            item: name,
            content: { path: request.path },
            expect: request.expect,
            labels: [],
            tags: [],
            metadata: {},
          },
        ],
        failures: [],
      };
    },
    close: async () => undefined,
  };
}
