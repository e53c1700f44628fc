import { useState } from "react";
import { api } from "../api/client.ts";
import { copy } from "../copy.ts";
import { Icon } from "../ui/icon.tsx";

/** Why a row's picture does not appear, null while it may; `explain` is called when the browser fails to draw it. */
export function usePictureProblem(key: string): { problem: string | null; explain: () => void } {
  const [problem, setProblem] = useState<string | null>(null);
  const explain = (): void => {
    setProblem(copy.imageBroken);
    api.rowContent({ key }).then(
      (response) => void response.body?.cancel(),
      (error: unknown) => setProblem(error instanceof Error ? error.message : copy.imageBroken),
    );
  };
  return { problem, explain };
}

/** Stands in the place of the picture. */
export function PictureProblem({ problem }: { problem: string }) {
  return (
    <div className="flex max-w-md flex-col items-center gap-2 p-6 text-center text-ink-mute">
      <Icon name="image" size={28} />
      <p className="m-0">{problem}</p>
    </div>
  );
}
