import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { copy } from "../copy.ts";
import { MakeMapButton, ProjectionList } from "../features/map/projection-list.tsx";
import { AboutServer } from "../features/settings/about-server.tsx";
import { AccessTokens } from "../features/settings/access-tokens.tsx";
import { StorageUse } from "../features/settings/storage-use.tsx";
import { CreateSpaceButton } from "../features/spaces/create-space-dialog.tsx";
import { SpaceList } from "../features/spaces/space-list.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/settings/$section");

const SECTIONS = ["spaces", "maps", "storage", "access", "about"] as const;
type Section = (typeof SECTIONS)[number];

const CONTENT: Record<Section, ReactNode> = {
  spaces: <SpaceList />,
  maps: <ProjectionList />,
  storage: <StorageUse />,
  access: <AccessTokens />,
  about: <AboutServer />,
};

const ACTIONS: Partial<Record<Section, ReactNode>> = { spaces: <CreateSpaceButton />, maps: <MakeMapButton /> };

/** Spaces, maps, storage, access and what the server is. */
export function SettingsPage() {
  const { section } = route.useParams();
  const open = SECTIONS.find((one) => one === section) ?? "spaces";
  return (
    <PageFrame title={copy.settings} actions={ACTIONS[open] ?? null}>
      <div className="grid items-start gap-x-8 gap-y-5 md:grid-cols-[10rem_minmax(0,1fr)]">
        <nav aria-label={copy.settings} className="flex gap-1 overflow-x-auto md:flex-col">
          {SECTIONS.map((one) => (
            <Link
              key={one}
              to="/settings/$section"
              params={{ section: one }}
              className="inline-flex h-8 shrink-0 items-center rounded-md px-2.5 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {copy.settingsSections[one]}
            </Link>
          ))}
        </nav>
        <section aria-label={copy.settingsSections[open]} className="min-w-0">
          <h2 className="sr-only">{copy.settingsSections[open]}</h2>
          {CONTENT[open]}
        </section>
      </div>
    </PageFrame>
  );
}
