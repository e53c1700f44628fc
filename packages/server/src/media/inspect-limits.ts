/** What content may be at most; more is refused with its reason before memory is spent on it. */
export interface InspectLimits {
  /** Width times height of an image, from its header. */
  pixels: number;
  /** Bytes of a text. */
  textBytes: number;
  /** Bytes of any file. */
  fileBytes: number;
}

export const DEFAULT_INSPECT_LIMITS: InspectLimits = {
  pixels: 100_000_000,
  textBytes: 10_000_000,
  fileBytes: 200_000_000,
};
