import { copy } from "../copy.ts";
import { BatchList } from "../features/batches/batch-list.tsx";
import { PageFrame } from "./page-frame.tsx";

export function BatchesPage() {
  return (
    <PageFrame title={copy.batches}>
      <BatchList />
    </PageFrame>
  );
}
