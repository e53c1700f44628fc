import type { ScoringFunction } from "@pomona/contract/functions";
import { useState } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { CombineDialog } from "./combine-dialog.tsx";
import { ImportFunctionDialog } from "./import-function-dialog.tsx";

/** What makes functions but a search: combining some, and importing one. */
export function FunctionsActions({ functions }: { functions: readonly ScoringFunction[] | undefined }) {
  const [asked, setAsked] = useState<"combine" | "import" | null>(null);
  const close = (): void => setAsked(null);
  const isCombinable = functions !== undefined && functions.length > 0;
  return (
    <>
      <Button
        icon="plus"
        disabled={!isCombinable}
        title={isCombinable ? undefined : copy.learn.tooFewToCombine}
        onClick={() => setAsked("combine")}
      >
        {copy.learn.combine}
      </Button>
      <Button icon="upload" onClick={() => setAsked("import")}>
        {copy.learn.importJson}
      </Button>
      {asked === "combine" ? <CombineDialog onClose={close} /> : null}
      {asked === "import" ? <ImportFunctionDialog onClose={close} /> : null}
    </>
  );
}
