import { type MapBytes, mapColours, mapMask, mapPoints, mapRows } from "../curation/projections/map-data.ts";
import { mapImage } from "../curation/projections/map-image.ts";
import { queryContext } from "../curation/queries/workspace-query.ts";
import type { Workspace } from "../curation/workspace.ts";
import { type ContentEncoding, compress } from "./compressed.ts";
import type { Handlers } from "./handlers.ts";

/** What draws a map. */
export const mapRoutes = (
  workspace: Workspace,
): Pick<Handlers, "mapPoints" | "mapColours" | "mapMask" | "mapRows" | "mapImage"> => {
  const context = queryContext(workspace);
  const answer = (bytes: MapBytes, encoding: ContentEncoding | null) => bytesResponse(workspace, bytes, encoding);
  return {
    mapPoints: async ({ params, query, encoding }) =>
      answer(await mapPoints(context, { ...params, ...query }), encoding),
    mapColours: async ({ params, body, encoding }) =>
      answer(await mapColours(context, { ...params, ...body }), encoding),
    mapMask: async ({ params, body, encoding }) => answer(await mapMask(context, { ...params, ...body }), encoding),
    mapRows: ({ params, body }) => mapRows(workspace, context, { ...params, ...body }),
    mapImage: async ({ params, query }) => {
      const { png, tag } = await mapImage(context, { ...params, ...query });
      return new Response(png as BodyInit, {
        headers: { "content-type": "image/png", "cache-control": "private, no-cache", etag: `"${tag}"` },
      });
    },
  };
};

interface SentBytes {
  body: Uint8Array<ArrayBuffer>;
  encoding: ContentEncoding | null;
  tag: string;
}

/** Bytes as an answer, compressed as the caller takes it; the compressed ones are kept until the catalog changes. */
async function bytesResponse(
  { database }: Pick<Workspace, "database">,
  { bytes, key, generation }: MapBytes,
  encoding: ContentEncoding | null,
): Promise<Response> {
  const make = async (): Promise<SentBytes> => {
    // Off this thread, unlike node:crypto.
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const hash = Buffer.from(digest).toString("base64url").slice(0, 22);
    return { ...(await compress(bytes, encoding)), tag: `"${hash}${encoding === null ? "" : `-${encoding}`}"` };
  };
  const kept = key === null ? null : generation;
  const sent = await database.derived.get(kept, `${key} as ${encoding}`, make, ({ body }) => body.length);
  return new Response(sent.body, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(sent.body.length),
      "cache-control": "private, no-cache",
      vary: "accept-encoding",
      etag: sent.tag,
      ...(sent.encoding === null ? {} : { "content-encoding": sent.encoding }),
    },
  });
}
