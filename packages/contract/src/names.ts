import { z } from "zod";

/** A row's unique name in the workspace, chosen by the user; 1 to 1,024 characters. */
export const rowKey = z.string().min(1).max(1024).describe("Global key of a data row");

const named = (what: string) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(200)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    .regex(/^[^\u0000-\u001f\u007f]+$/, "must not contain control characters")
    .refine((name) => name.trim() === name, "must not start or end with a space")
    .describe(what);

export const datasetName = named("Name of a dataset");
export const spaceName = named("Name of an embedding space");
export const functionName = named("Name of a function");
export const projectionName = named("Name of a projection");
export const automationName = named("Name of an automation");
export const sliceName = named("Name of a slice");
export const projectName = named("Name of a labeling project");
export const batchName = named("Name of a batch");

export const mediaType = z.enum(["image", "text"]);
export type MediaType = z.infer<typeof mediaType>;
