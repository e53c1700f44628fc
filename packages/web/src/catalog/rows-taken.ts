import type { Space } from "@pomona/contract/spaces";

/** How many of some rows a space can hold vectors of, whether it has been asked to or not. */
export const rowsTaken = (
  { modalities }: Pick<Space, "modalities">,
  { images, texts }: { images: number; texts: number },
): number => (modalities.includes("image") ? images : 0) + (modalities.includes("text") ? texts : 0);
