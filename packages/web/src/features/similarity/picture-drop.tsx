import { useEffect, useState } from "react";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";
import { useAddPicture } from "./use-add-picture.ts";

/** Takes pictures that are pasted or dropped anywhere on the catalog as examples, and says so while one hangs over it. */
export function PictureDrop() {
  const { add, canSee } = useAddPicture();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (!canSee) return;
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
      if (files.length === 0 || isBesideCatalog()) return;
      event.preventDefault();
      add(files);
    };
    const over = (event: DragEvent): void => {
      if (!holdsPicture(event) || isBesideCatalog()) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      setIsOver(false);
      if (!holdsPicture(event) || isBesideCatalog()) return;
      event.preventDefault();
      add(event.dataTransfer?.files ?? []);
    };
    window.addEventListener("paste", paste);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("paste", paste);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [canSee, add]);
  return isOver ? (
    <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-xl border-2 border-accent border-dashed bg-canvas/85">
      <p className="m-0 flex items-center gap-2 font-medium text-accent-strong text-base">
        <Icon name="image" size={20} />
        {copy.dropPicture}
      </p>
    </div>
  ) : null;
}

/** One picture; several files, or a folder, are for the import. */
const holdsPicture = ({ dataTransfer }: DragEvent): boolean => {
  const items = [...(dataTransfer?.items ?? [])];
  return items.length === 1 && items[0]?.kind === "file" && items[0].type.startsWith("image/");
};

/** An open dialog takes what is dropped or pasted for itself. */
const isBesideCatalog = (): boolean => document.querySelector("[role=dialog]") !== null;
