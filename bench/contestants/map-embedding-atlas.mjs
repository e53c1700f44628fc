import { digits } from "../data/digits.mjs";

// The package exports components for browsers; its UMAP is a file beside them that Node runs too.
const { createUMAP } = await import(new URL("umap.js", import.meta.resolve("embedding-atlas")).href);

/** The UMAP of Embedding Atlas (Rust compiled to WebAssembly, neighbours by descent), at its defaults. */
export async function prepare({ seed }) {
  const { values, count, dims } = digits(seed);
  const copy = Float32Array.from(values);
  const map = async () => {
    const umap = await createUMAP(count, dims, 2, copy, { seed });
    await umap.run();
    const coordinates = Array.from(umap.embedding);
    umap.destroy();
    return { coordinates };
  };
  return { tasks: { map }, close: () => undefined };
}
