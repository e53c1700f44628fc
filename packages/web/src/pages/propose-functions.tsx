import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import { useSelectedRegion } from "./use-named-keys.ts";

// Seldom asked for: fetched then.
const ProposeDialog = lazy(async () => ({
  default: (await import("../features/proposals/propose-dialog.tsx")).ProposeDialog,
}));

/** Asks for functions that say what the selected rows have in common, and goes to where they are shown. */
export function ProposeFunctions({ count, onClose }: { count: number; onClose: () => void }) {
  const { space, isSimilar, serverSelection } = useCatalog();
  const region = useSelectedRegion();
  const navigate = useNavigate();
  return (
    <Suspense>
      <ProposeDialog
        selection={serverSelection()}
        count={count}
        space={region?.space ?? (isSimilar ? space?.name : undefined)}
        onClose={onClose}
        onStarted={(job) => void navigate({ to: "/proposals", search: { job } })}
      />
    </Suspense>
  );
}
