import { readdir, readFile, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { contentSignature } from "./content-signature.ts";
import { writeWhole } from "./durable-file.ts";
import { DEFAULT_INSPECT_LIMITS } from "./inspect-limits.ts";
import { openImage } from "./sharp-settings.ts";
import { type SweepOptions, shardsOf, sweepFiles } from "./sweep-files.ts";

const AT_ONCE = 2;

/** Dots per inch at which a drawing comes out at about this size, so that large ones cost no more than small ones. */
async function svgDensity(bytes: Uint8Array, sizePx: number, pixels: number): Promise<number> {
  const { width, height } = await openImage(bytes, { pixels, strict: false }).metadata();
  return Math.min(2400, Math.max(1, (72 * sizePx) / Math.max(width, height, 1)));
}

/**
 * A WebP of at most `sizePx` on its longer side: upright, sRGB, first frame, transparency kept, never enlarged (SVG excepted).
 * Throws the decoder's error for what is no decodable image; damaged ones are drawn as far as they go.
 */
export async function makeThumbnail(
  input: { bytes: Uint8Array } | { path: string },
  sizePx: number,
  pixels: number = DEFAULT_INSPECT_LIMITS.pixels,
): Promise<Uint8Array> {
  // Read first: with a path, the SVG reader would follow references to neighbouring files.
  const bytes = "bytes" in input ? input.bytes : await readFile(input.path);
  const signature = contentSignature(bytes);
  if (signature.kind !== "image") throw new Error("It is not an image that can be decoded");
  const isSvg = signature.format === "svg";
  return openImage(bytes, {
    pixels,
    strict: false,
    ...(isSvg ? { density: await svgDensity(bytes, sizePx, pixels) } : {}),
  })
    .autoOrient()
    .resize(sizePx, sizePx, { fit: "inside", withoutEnlargement: !isSvg })
    .toColourspace("srgb")
    .webp({ quality: 80, effort: 2 })
    .toBuffer();
}

interface Making {
  bytes: Promise<Uint8Array>;
  /** Requests that still wait for it. */
  wanted: number;
}

/** Derived pictures on disk, by content hash and size. The folder may be deleted at any time. */
export class ThumbnailStore {
  readonly folder: string;
  readonly #underWay = new Map<string, Making>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * The cached thumbnail, or the one `make` makes, on the decoder's threads. Asked twice at once it is made once; two are
   * made at a time, those asked for last first, as they are on the screen. One that nobody waits for any more when its turn
   * comes is not made, and its promises reject.
   */
  async get(
    contentHash: string,
    sizePx: number,
    make: () => Promise<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    if (!/^[0-9a-f]{64}$/.test(contentHash) || !Number.isInteger(sizePx))
      throw new RangeError(`No thumbnail of "${contentHash}" at ${sizePx}`);
    const name = `${contentHash}-${sizePx}`;
    const making = this.#underWay.get(name) ?? this.#start(name, make);
    making.wanted++;
    signal?.addEventListener("abort", () => making.wanted--, { once: true });
    return making.bytes;
  }

  #start(name: string, make: () => Promise<Uint8Array>): Making {
    const path = join(this.folder, name.slice(0, 2), name.slice(2, 4), `${name.slice(4)}.webp`);
    const making: Making = { bytes: Promise.resolve(new Uint8Array()), wanted: 0 };
    const makeWanted = (): Promise<Uint8Array> =>
      making.wanted > 0 ? make() : Promise.reject(new Problem("cancelled", "Nobody waits for the thumbnail any more."));
    making.bytes = this.#load(path, makeWanted).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, making);
    return making;
  }

  /** Removes the pictures from before `before` whose content no image row has any more. Returns how many went. */
  async sweep(options: SweepOptions): Promise<number> {
    let removed = 0;
    for (const shard of await shardsOf(this.folder))
      removed += await sweepFiles(
        (await readdir(join(this.folder, shard), { recursive: true })).filter((name) => name.includes(".")),
        {
          path: (name) => join(this.folder, shard, name),
          hash: (name) => /^([0-9a-f]{64})-\d+\.webp$/.exec(`${shard}${name.replace(sep, "")}`)?.[1] ?? null,
          remove: async (path) => {
            await rm(path, { force: true });
            return true;
          },
        },
        { ...options, live: () => options.live(shard) },
      );
    return removed;
  }

  /** Removes all of them; each is made again when it is next asked for. */
  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #load(path: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const cached = await readFile(path).catch(() => null);
    if (cached && cached.length > 0) return cached;
    await this.#enter();
    try {
      const bytes = await make();
      // A cache that cannot be written (full disk) must not cost the user the picture.
      await writeWhole(path, [bytes], { durable: false }).catch(() => undefined);
      return bytes;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.pop();
    if (next) next();
    else this.#running--;
  }
}
