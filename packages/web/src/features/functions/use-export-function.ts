import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { saveJson } from "./save-json.ts";

/** Saves a version of a function as a file that another catalog can import. */
export function useExportFunction(name: string) {
  return useAction({
    run: (version: number) => api.exportFunction({ name, version }),
    changes: [],
    onDone: (file) => saveJson(file, `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}-v${file.version}.json`),
  });
}
