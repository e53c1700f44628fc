/** Headers of every answer, of the API and of pages: what browsers need to be told so that nothing is guessed or leaked. */
const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

export function setSafeHeaders(response: Response): void {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.headers.set(name, value);
}
