import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { functionsQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { FunctionList } from "../features/functions/function-list.tsx";
import { FunctionPanel } from "../features/functions/function-panel.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/functions");

export function FunctionsPage() {
  const { name } = route.useSearch();
  const functions = useQuery(functionsQuery).data;
  const open = functions?.find((one) => one.name === name) ?? functions?.[0];
  return (
    <PageFrame title={copy.functions}>
      {functions?.length === 0 ? (
        <EmptyState icon="function" title={copy.noFunctions}>
          {copy.noFunctionsHint}
        </EmptyState>
      ) : null}
      {functions && open ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 md:grid-cols-[18rem_minmax(0,1fr)]">
          <FunctionList functions={functions} open={open.name} />
          <FunctionPanel key={open.name} scoring={open} />
        </div>
      ) : null}
    </PageFrame>
  );
}
