import { createProjectionRequest } from "@pomona/contract/projections";
import fc from "fast-check";
import { expect, it } from "vitest";
import { draftOf, isNumberOf, type ProjectionDraft, parametersOf } from "./projection-draft.ts";

it("asks for the defaults of the server where nothing is changed", () => {
  const asked = createProjectionRequest.parse({ parameters: parametersOf(draftOf(undefined)) });
  expect(asked).toEqual(createProjectionRequest.parse({}));
});

it("takes exactly the numbers that the server takes, for every method", () => {
  const number = fc.oneof(
    fc.constantFrom(
      "",
      " ",
      "x",
      "-1",
      "0",
      "0.5",
      "0.99",
      "1",
      "2",
      "2.5",
      "30",
      "99",
      "100",
      "200",
      "201",
      "256",
      "1e9",
    ),
    fc.integer({ min: -5, max: 300 }).map(String),
  );
  const draft: fc.Arbitrary<ProjectionDraft> = fc.record({
    method: fc.constantFrom("umap", "tsne", "pca"),
    metric: fc.constantFrom("cosine", "euclidean"),
    neighbours: number,
    minDistance: number,
    perplexity: number,
    seed: number,
    components: number,
    landmarks: number,
  });
  fc.assert(
    fc.property(draft, (one) => {
      const parameters = parametersOf(one);
      if (parameters) expect(createProjectionRequest.safeParse({ parameters }).success).toBe(true);
    }),
  );
  expect(isNumberOf("neighbours", "2.5")).toBe(false);
  expect(isNumberOf("perplexity", "2.5")).toBe(true);
  expect(isNumberOf("minDistance", "1")).toBe(false);
});

it("a projection that is laid out again begins with what its newest version had", () => {
  const parameters = { method: "tsne", neighbours: 15, minDistance: 0.1, perplexity: 50, metric: "euclidean", seed: 7 };
  const draft = draftOf({ versions: [{ parameters }] } as never);
  expect(parametersOf(draft)).toEqual({ method: "tsne", metric: "euclidean", perplexity: 50, seed: 7 });
});
