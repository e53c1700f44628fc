import { z } from "zod";

const tokenName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]+$/, "must not contain control characters")
  .describe("What the token is for: a person, a machine, a program");

/** A token that lets its bearer call the server, as it is listed: the token itself is told once, when it is made. */
export const accessToken = z
  .object({
    id: z.string(),
    name: tokenName,
    created: z.string(),
    lastUsed: z.string().nullable().describe("To the minute; null while nobody has used it"),
  })
  .meta({ id: "AccessToken" });
export type AccessToken = z.infer<typeof accessToken>;

export const createTokenRequest = z.strictObject({ name: tokenName });
export const createTokenResponse = accessToken.extend({
  token: z.string().describe("Told this once; the server keeps only its hash"),
});
