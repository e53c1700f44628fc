import type { ScoringFunction } from "../functions.ts";

type FunctionAnchor = ScoringFunction["anchors"][number];

/** A row that the owner gave as an example when the function was made. */
export const rowAnchor = (sign: "+" | "-", key: string) =>
  ({
    sign,
    kind: "row",
    key,
    text: null,
    picture: null,
    by: "owner",
    at: "2026-03-01T10:00:00.000Z",
    why: "created",
  }) satisfies FunctionAnchor;
