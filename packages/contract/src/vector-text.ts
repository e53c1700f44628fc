/** Float32 values that a base64 text (RFC 4648) of their bytes holds; 0 where these are not whole values. */
export function valuesIn(text: string): number {
  const bytes = (text.length / 4) * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
  return bytes % 4 === 0 ? bytes / 4 : 0;
}
