import {
  mapColoursRequest,
  mapImageQuery,
  mapMaskRequest,
  mapPointsQuery,
  mapRowsRequest,
  mapRowsResponse,
} from "./projections.ts";
import { defineRoutes } from "./route.ts";

/** What draws a map: its points, colours and masks as bytes (see `map-binary.ts`). */
export const mapRoutes = defineRoutes({
  mapPoints: {
    method: "GET",
    path: "/projections/:name/points",
    tag: "projections",
    summary: "Places of all rows of a map, or of those that came since, as compact bytes",
    query: mapPointsQuery,
    produces: "bytes",
  },
  mapColours: {
    method: "POST",
    path: "/projections/:name/colours",
    tag: "projections",
    summary:
      "A colour for each point of a map by a field, scores, clusters or arrival, with its legend, as compact bytes",
    body: mapColoursRequest,
    produces: "bytes",
  },
  mapMask: {
    method: "POST",
    path: "/projections/:name/mask",
    tag: "projections",
    summary: "Which rows a selection holds, as bits by row number",
    body: mapMaskRequest,
    produces: "bytes",
  },
  mapRows: {
    method: "POST",
    path: "/projections/:name/rows",
    tag: "projections",
    summary: "Keys and places of some rows of a map, by row number or by key",
    body: mapRowsRequest,
    response: mapRowsResponse,
  },
  mapImage: {
    method: "GET",
    path: "/projections/:name/image",
    tag: "projections",
    summary: "A still picture of a map, as PNG",
    query: mapImageQuery,
    produces: "bytes",
  },
});
