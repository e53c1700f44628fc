import { CatalogContext, useCatalogState } from "../catalog/use-catalog-state.ts";
import { Catalog } from "./catalog.tsx";

export function CatalogPage() {
  const state = useCatalogState();
  return (
    <CatalogContext value={state}>
      <Catalog />
    </CatalogContext>
  );
}
