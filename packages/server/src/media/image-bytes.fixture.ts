import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";

const WIDTH = 64;
const HEIGHT = 48;

/** Noise compresses badly, so cutting a file cuts its picture. */
function noise(channels: number): Buffer {
  let state = 12345;
  return Buffer.from(
    Array.from({ length: WIDTH * HEIGHT * channels }, () => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return (state >> 16) & 0xff;
    }),
  );
}

/** A 64 x 48 picture to encode. */
export const picture = (channels: 1 | 2 | 3 | 4 = 3): Sharp =>
  sharp(noise(channels), { raw: { width: WIDTH, height: HEIGHT, channels } });

function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed) >>> 0);
  return Buffer.concat([length, typed, check]);
}

/** A PNG header that promises this size, with pixel data for none of it. */
export function pngHeaderOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(Buffer.alloc(16))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}
