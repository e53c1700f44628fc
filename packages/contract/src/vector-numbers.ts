import { z } from "zod";

const LEAST_DIMS = 2;
const MOST_DIMS = 4096;

/**
 * A vector as a JSON array of 2 to 4096 finite numbers. Accepts, and says of what it refuses, the same as
 * `z.array(z.number()).min(2).max(4096)`; but a schema for each number takes as long as reading the JSON, one loop a
 * thirtieth of it.
 */
export const vectorNumbers = z
  .custom<number[]>()
  .check((context) => {
    const { value, issues } = context;
    if (!Array.isArray(value)) {
      issues.push({ code: "invalid_type", expected: "array", input: value });
      return;
    }
    for (let i = 0; i < value.length; i++)
      if (!Number.isFinite(value[i]))
        issues.push({ code: "invalid_type", expected: "number", input: value[i], path: [i], ...oddNumber(value[i]) });
    const size = { origin: "array", inclusive: true, input: value } as const;
    if (value.length < LEAST_DIMS) issues.push({ code: "too_small", minimum: LEAST_DIMS, ...size });
    if (value.length > MOST_DIMS) issues.push({ code: "too_big", maximum: MOST_DIMS, ...size });
  })
  .meta({ minItems: LEAST_DIMS, maxItems: MOST_DIMS, type: "array", items: { type: "number" } });

const oddNumber = (value: unknown): { received?: "NaN" | "Infinity" } =>
  typeof value !== "number" ? {} : { received: Number.isNaN(value) ? "NaN" : "Infinity" };
