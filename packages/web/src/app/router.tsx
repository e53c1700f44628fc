import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { parseCatalogSearch } from "../catalog/search-params.ts";
import { CatalogPage } from "../pages/catalog-page.tsx";
import { NotFound, PageProblem } from "./page-problem.tsx";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageProblem });

/** The text parameters of these names that an address has; others are left out. */
const textSearch =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): { [K in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => (search[name] === undefined ? [] : [[name, String(search[name])]])),
    ) as never;

// The catalog is what most visits begin with; every other page is fetched when it is first opened.
const catalog = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseCatalogSearch,
  component: CatalogPage,
});
const functions = createRoute({
  getParentRoute: () => root,
  path: "/functions",
  component: lazyRouteComponent(() => import("../pages/functions-page.tsx"), "FunctionsPage"),
});
const functionRoute = createRoute({
  getParentRoute: () => root,
  path: "/functions/$name",
  validateSearch: textSearch("section"),
  component: lazyRouteComponent(() => import("../pages/function-page.tsx"), "FunctionPage"),
});
const review = createRoute({
  getParentRoute: () => root,
  path: "/functions/$name/review",
  component: lazyRouteComponent(() => import("../pages/review-page.tsx"), "ReviewPage"),
});
const automations = createRoute({
  getParentRoute: () => root,
  path: "/automations",
  validateSearch: textSearch("create", "where", "slice"),
  component: lazyRouteComponent(() => import("../pages/automations-page.tsx"), "AutomationsPage"),
});
const automationRoute = createRoute({
  getParentRoute: () => root,
  path: "/automations/$name",
  component: lazyRouteComponent(() => import("../pages/automation-page.tsx"), "AutomationPage"),
});
const proposals = createRoute({
  getParentRoute: () => root,
  path: "/proposals",
  validateSearch: textSearch("job", "where", "filter"),
  component: lazyRouteComponent(() => import("../pages/proposals-page.tsx"), "ProposalsPage"),
});
const batches = createRoute({
  getParentRoute: () => root,
  path: "/batches",
  component: lazyRouteComponent(() => import("../pages/batches-page.tsx"), "BatchesPage"),
});
const datasets = createRoute({
  getParentRoute: () => root,
  path: "/datasets",
  component: lazyRouteComponent(() => import("../pages/datasets-page.tsx"), "DatasetsPage"),
});
const imports = createRoute({
  getParentRoute: () => root,
  path: "/import",
  validateSearch: textSearch("path", "dataset", "job"),
  component: lazyRouteComponent(() => import("../pages/import-page.tsx"), "ImportPage"),
});
const jobs = createRoute({
  getParentRoute: () => root,
  path: "/jobs",
  validateSearch: textSearch("job"),
  component: lazyRouteComponent(() => import("../pages/jobs-page.tsx"), "JobsPage"),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings/$section",
  component: lazyRouteComponent(() => import("../pages/settings-page.tsx"), "SettingsPage"),
});
const toSettings = (path: "/settings" | "/spaces") =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: () => {
      throw redirect({ to: "/settings/$section", params: { section: "spaces" }, replace: true });
    },
  });

export const router = createRouter({
  routeTree: root.addChildren([
    catalog,
    functions,
    functionRoute,
    review,
    automations,
    automationRoute,
    proposals,
    batches,
    datasets,
    imports,
    jobs,
    settings,
    toSettings("/settings"),
    toSettings("/spaces"),
  ]),
  defaultPreload: "intent",
});

/**
 * Fetches the pages that were not opened yet, the map and the sections of functions. One whose code cannot be fetched when it is opened makes the router load the
 * whole app again, which leaves nothing on the screen while the server is away.
 */
export function fetchPages(): void {
  for (const { options } of Object.values(router.routesById)) {
    const page = options.component as { preload?: () => Promise<void> } | undefined;
    void page?.preload?.();
  }
  const parts = [
    import("../features/map/map-view.tsx"),
    import("../features/functions/evaluation-section.tsx"),
    import("../features/functions/versions-section.tsx"),
    import("../features/functions/health-section.tsx"),
  ];
  for (const part of parts) part.catch(() => undefined);
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
