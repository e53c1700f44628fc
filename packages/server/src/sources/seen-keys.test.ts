import fc from "fast-check";
import { expect, test } from "vitest";
import { SeenKeys } from "./seen-keys.ts";

test("agrees with a set, also after growing", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (keys) => {
      const seen = new SeenKeys();
      const set = new Set<string>();
      for (const key of keys) {
        expect(seen.add(key)).toBe(!set.has(key));
        set.add(key);
      }
    }),
  );
  const seen = new SeenKeys();
  for (let i = 0; i < 20_000; i++) expect(seen.add(`key ${i}`)).toBe(true);
  for (let i = 0; i < 20_000; i++) expect(seen.add(`key ${i}`)).toBe(false);
});
