import { copy } from "../copy.ts";
import { StorageUse } from "../features/settings/storage-use.tsx";
import { SpaceList } from "../features/spaces/space-list.tsx";
import { PageFrame } from "./page-frame.tsx";

export function SpacesPage() {
  return (
    <PageFrame title={copy.spaces}>
      <SpaceList />
      <h2 className="mt-10 mb-3 font-semibold text-base">{copy.aboutServer}</h2>
      <StorageUse />
    </PageFrame>
  );
}
