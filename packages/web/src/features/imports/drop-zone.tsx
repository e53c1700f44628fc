import { useEffect, useState } from "react";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";
import { showProblem } from "../../ui/toast.tsx";
import { startUpload } from "./current-upload.ts";
import { filesOfDrop } from "./picked-files.ts";

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/**
 * Takes files and folders that are dropped anywhere on the window, unless what they are dropped on takes them itself
 * (it has prevented the event's default).
 */
export function DropZone({ onUpload }: { onUpload: () => void }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    // The cross from one element to the next leaves and enters; the window is left when nothing is entered.
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      // Said on entering too: what is let go before it has moved over the new element is refused otherwise.
      event.preventDefault();
      depth += 1;
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const over = (event: DragEvent): void => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setIsOver(false);
      if (event.defaultPrevented || !event.dataTransfer || !holdsFiles(event)) return;
      event.preventDefault();
      filesOfDrop(event.dataTransfer).then((files) => {
        if (files.length === 0) return;
        startUpload(files);
        onUpload();
      }, showProblem);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, [onUpload]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-[65] rounded-xl border-2 border-accent border-dashed">
      <p className="absolute bottom-8 left-1/2 m-0 flex -translate-x-1/2 items-center gap-2 rounded-lg bg-accent px-4 py-2.5 font-medium text-accent-ink shadow-float">
        <Icon name="upload" />
        {copy.dropToImport}
      </p>
    </div>
  );
}
