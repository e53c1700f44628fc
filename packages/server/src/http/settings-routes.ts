import { Problem } from "@pomona/contract/problems";
import { aboutWorkspace } from "../curation/about.ts";
import type { AccessTokens } from "../curation/access-tokens.ts";
import type { StorageMeter } from "../curation/storage/storage-use.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

export interface ServerRouteOptions {
  workspace: Workspace;
  version: string;
  tokens: AccessTokens;
  storage: StorageMeter;
  isTokenNeeded: boolean;
}

/** The server as its settings show it: what it is, what it takes on disk, and who may call it. */
export const settingsRoutes = (
  options: ServerRouteOptions,
): Pick<Handlers, "about" | "storage" | "reclaimStorage" | "listTokens" | "createToken" | "revokeToken"> => {
  const { workspace, tokens, storage } = options;
  return {
    about: () => aboutWorkspace(workspace, options),
    storage: () => storage.use(),
    reclaimStorage: async ({ body }) => ({
      job: await workspace.jobs.add("reclaim", body, {
        title: `Free space: ${body.stores.join(", ")}`,
        subject: "stores",
      }),
    }),
    listTokens: () => tokens.list(),
    createToken: ({ body, tokenId }) => {
      refuseBearer(tokenId);
      return tokens.create(body.name);
    },
    revokeToken: async ({ params, tokenId }) => {
      refuseBearer(tokenId);
      await tokens.revoke(params.id);
      return { deleted: true };
    },
  };
};

/** Who came with a token that can be taken from them makes none, and takes none from others. */
function refuseBearer(tokenId: string | null): void {
  if (tokenId === null) return;
  throw new Problem(
    "owner-only",
    "Access tokens are made and revoked by the owner, or with the token that the server was started with: run `pomona token` on the server's machine.",
  );
}
