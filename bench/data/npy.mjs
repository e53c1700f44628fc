import { openSync, readSync } from "node:fs";

/** Header of a .npy file (version 1.0) of little-endian float32 in C order. */
export function npyHeader(rows, dims) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dims}), }`;
  const header = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const start = Buffer.alloc(10);
  start.write("\x93NUMPY", "latin1");
  start[6] = 1;
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header, "latin1")]);
}

export const npyBuffer = (values, dims) =>
  Buffer.concat([
    npyHeader(values.length / dims, dims),
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ]);

/** Reads rows of a .npy file that `npyHeader` began: `read(first, count)` gives `count * dims` numbers. */
export function openNpy({ path, rows, dims }) {
  const file = openSync(path, "r");
  const offset = npyHeader(rows, dims).length;
  return (first, count, into = new Float32Array(count * dims)) => {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    // One read stops at 2 GiB.
    for (let at = 0; at < bytes.length; ) {
      const got = readSync(file, bytes, at, Math.min(bytes.length - at, 1 << 28), offset + first * dims * 4 + at);
      if (got === 0) throw new Error(`${path} ends before row ${first + count}.`);
      at += got;
    }
    return into;
  };
}
