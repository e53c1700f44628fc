import type { ScoringFunction } from "@pomona/contract/functions";
import { useState } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { CombineDialog } from "./combine-dialog.tsx";
import { ImportFunctionDialog } from "./import-function-dialog.tsx";
import { NewFunctionDialog } from "./new-function-dialog.tsx";

/** What makes functions: one of the ways to a new one, and importing one. */
export function FunctionsActions({ functions }: { functions: readonly ScoringFunction[] | undefined }) {
  const [asked, setAsked] = useState<"new" | "combine" | "import" | null>(null);
  const close = (): void => setAsked(null);
  return (
    <>
      <Button icon="plus" look="accent" onClick={() => setAsked("new")}>
        {copy.learn.newFunction}
      </Button>
      <Button icon="upload" onClick={() => setAsked("import")}>
        {copy.learn.importJson}
      </Button>
      {asked === "new" ? (
        <NewFunctionDialog
          isCombinable={functions !== undefined && functions.length > 0}
          onCombine={() => setAsked("combine")}
          onClose={close}
        />
      ) : null}
      {asked === "combine" ? <CombineDialog onClose={close} /> : null}
      {asked === "import" ? <ImportFunctionDialog onClose={close} /> : null}
    </>
  );
}
