/** All low bytes, then all high bytes: each plane compresses by itself. Without the high ones where all of them are 0. */
export function splitPlanes(values: Uint16Array): Uint8Array<ArrayBuffer> {
  const count = values.length;
  let all = 0;
  for (let i = 0; i < count; i++) all |= values[i] as number;
  const bytes = new Uint8Array(all > 255 ? 2 * count : count);
  for (let i = 0; i < count; i++) bytes[i] = values[i] as number;
  if (all > 255) for (let i = 0; i < count; i++) bytes[count + i] = (values[i] as number) >>> 8;
  return bytes;
}

/** The `count` values of some planes. Throws a RangeError where the bytes are neither one plane nor two. */
export function joinPlanes(bytes: Uint8Array, count: number): Uint16Array<ArrayBuffer> {
  if (bytes.length !== count && bytes.length !== 2 * count)
    throw new RangeError(`${bytes.length} bytes are no planes of ${count} values.`);
  const values = new Uint16Array(count);
  values.set(bytes.subarray(0, count));
  for (let i = count; i < bytes.length; i++)
    values[i - count] = (values[i - count] as number) | ((bytes[i] as number) << 8);
  return values;
}
