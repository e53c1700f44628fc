import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { parseCatalogSearch } from "../catalog/search-params.ts";
import { BatchesPage } from "../pages/batches-page.tsx";
import { CatalogPage } from "../pages/catalog-page.tsx";
import { FunctionPage } from "../pages/function-page.tsx";
import { FunctionsPage } from "../pages/functions-page.tsx";
import { SpacesPage } from "../pages/spaces-page.tsx";
import { NotFound, PageProblem } from "./page-problem.tsx";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageProblem });

const catalog = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseCatalogSearch,
  component: CatalogPage,
});
const functions = createRoute({ getParentRoute: () => root, path: "/functions", component: FunctionsPage });
const functionRoute = createRoute({ getParentRoute: () => root, path: "/functions/$name", component: FunctionPage });
const batches = createRoute({ getParentRoute: () => root, path: "/batches", component: BatchesPage });
const spaces = createRoute({ getParentRoute: () => root, path: "/spaces", component: SpacesPage });

export const router = createRouter({
  routeTree: root.addChildren([catalog, functions, functionRoute, batches, spaces]),
  defaultPreload: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
