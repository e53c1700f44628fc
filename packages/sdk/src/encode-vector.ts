/**
 * A vector as `putVectors` takes it besides an array of numbers: base64 (RFC 4648) of its values as float32, little-endian.
 * Half the bytes of the array as JSON, and written and read in a fraction of its time.
 */
export function encodeVector(values: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i] as number, true);
  let bytes = "";
  for (let i = 0; i < view.byteLength; i++) bytes += String.fromCharCode(view.getUint8(i));
  return btoa(bytes);
}
