import type { ExportRequest } from "@pomona/contract/projects";
import type { Selection } from "@pomona/contract/selection";
import { api } from "../../api/client.ts";
import { copy } from "../../copy.ts";
import { showMessage, showProblem } from "../../ui/toast.tsx";

type Format = NonNullable<ExportRequest["format"]>;
interface SaveTarget {
  createWritable(): Promise<WritableStream<Uint8Array>>;
}

/** Lets the user save a selection as a file; it goes straight to disk where the browser can do that. */
export async function exportRows(
  selection: Selection,
  order: Pick<ExportRequest, "sort">,
  format: Format,
): Promise<void> {
  const name = `pomona-${new Date().toISOString().slice(0, 10)}.${format}`;
  try {
    const target = await askWhere(name);
    if (target === "cancelled") return;
    showMessage(copy.exporting(name));
    const response = await api.exportRows({ selection, format, ...order });
    if (target && response.body) await response.body.pipeTo(await target.createWritable());
    else saveBlob(await response.blob(), name);
  } catch (error) {
    showProblem(error);
  }
}

async function askWhere(name: string): Promise<SaveTarget | "cancelled" | null> {
  const picker = (window as { showSaveFilePicker?: (options: object) => Promise<SaveTarget> }).showSaveFilePicker;
  if (!picker || navigator.webdriver) return null;
  try {
    return await picker({ suggestedName: name });
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError" ? "cancelled" : null;
  }
}

function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
