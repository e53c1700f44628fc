/** What a Hugging Face file says of its columns: names of classes by their number, and which columns are pictures. */
export interface HuggingFaceFeatures {
  classNames: Map<string, readonly string[]>;
  images: Set<string>;
}

interface Feature {
  _type?: unknown;
  names?: unknown;
  feature?: unknown;
}

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

function classNamesOf(feature: unknown): readonly string[] | null {
  if (Array.isArray(feature)) return classNamesOf(feature[0]);
  if (typeof feature !== "object" || feature === null) return null;
  const { _type, names, feature: inner } = feature as Feature;
  if (_type === "ClassLabel" && isNames(names)) return names;
  return inner === undefined ? null : classNamesOf(inner);
}

/** Reads the `huggingface` key-value metadata of Parquet or Arrow (a JSON text). What is not understood is left out. */
export function parseHuggingFaceFeatures(text: string | null): HuggingFaceFeatures {
  const found: HuggingFaceFeatures = { classNames: new Map(), images: new Set() };
  let features: unknown;
  try {
    features = (JSON.parse(text ?? "{}") as { info?: { features?: unknown } }).info?.features;
  } catch {
    return found;
  }
  if (typeof features !== "object" || features === null) return found;
  for (const [column, feature] of Object.entries(features)) {
    const names = classNamesOf(feature);
    if (names) found.classNames.set(column, names);
    if ((feature as Feature | null)?._type === "Image") found.images.add(column);
  }
  return found;
}
