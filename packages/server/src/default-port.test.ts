import { DEFAULT_PORT } from "@pomona/contract/default-port";
import { expect, test } from "vitest";

const refusal = (port: number): Promise<string> =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => "answered",
    (error: Error) => String((error.cause as Error | undefined)?.message),
  );

test("the default port is one that fetch, and so a browser, may ask", async () => {
  expect(await refusal(4190)).toBe("bad port");
  expect(await refusal(DEFAULT_PORT)).not.toBe("bad port");
});
