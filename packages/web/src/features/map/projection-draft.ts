import type { CreateProjectionRequest, Projection, ProjectionParameters } from "@pomona/contract/projections";

/** The parameters of a map while they are written: numbers are text, and empty ones are left to the server. */
export interface ProjectionDraft {
  method: ProjectionParameters["method"];
  metric: ProjectionParameters["metric"];
  neighbours: string;
  minDistance: string;
  perplexity: string;
  seed: string;
  components: string;
  landmarks: string;
}

/** Numbers of a draft with what they may be, as the contract says; both ends included. */
export const LIMITS = {
  neighbours: { low: 2, high: 200, step: 1 },
  minDistance: { low: 0, high: 0.99, step: 0.01 },
  perplexity: { low: 2, high: 200, step: 1 },
  seed: { low: 0, high: 0x7fffffff, step: 1 },
  components: { low: 2, high: 256, step: 1 },
  landmarks: { low: 100, high: 1_000_000, step: 1 },
} as const;
export type DraftNumber = keyof typeof LIMITS;

/** What `minDistance` and `perplexity` are whole numbers or not: the others are. */
const FRACTIONS: ReadonlySet<DraftNumber> = new Set(["minDistance", "perplexity"]);

/** The draft of a projection that is laid out again, or of a new one. */
export function draftOf(before: Projection | undefined): ProjectionDraft {
  const given: Partial<ProjectionParameters> = before?.versions[0]?.parameters ?? {};
  const text = (value: number | undefined): string => (value === undefined ? "" : String(value));
  return {
    method: given.method ?? "umap",
    metric: given.metric ?? "euclidean",
    neighbours: text(given.neighbours ?? 15),
    minDistance: text(given.minDistance ?? 0.1),
    perplexity: text(given.perplexity ?? 30),
    seed: text(given.seed ?? 42),
    components: text(given.components),
    landmarks: text(given.landmarks),
  };
}

/** Whether a text is a number that the parameter may be; an empty one leaves it to the server. */
export function isNumberOf(name: DraftNumber, value: string): boolean {
  if (value.trim() === "") return true;
  const number = Number(value);
  const { low, high } = LIMITS[name];
  return number >= low && number <= high && (FRACTIONS.has(name) || Number.isInteger(number));
}

/** The parameters that a draft stands for; undefined while a number is wrong. Those that the method does not use are left out. */
export function parametersOf(draft: ProjectionDraft): NonNullable<CreateProjectionRequest["parameters"]> | undefined {
  const names = (Object.keys(LIMITS) as DraftNumber[]).filter((name) => isUsed(draft.method, name));
  if (!names.every((name) => isNumberOf(name, draft[name]))) return undefined;
  const numbers = names.filter((name) => draft[name].trim() !== "").map((name) => [name, Number(draft[name])]);
  return { method: draft.method, metric: draft.metric, ...Object.fromEntries(numbers) };
}

/** Whether a method looks at a parameter. */
export function isUsed(method: ProjectionDraft["method"], name: DraftNumber): boolean {
  if (name === "neighbours" || name === "minDistance") return method === "umap";
  if (name === "perplexity") return method === "tsne";
  return name !== "landmarks" || method !== "pca";
}
