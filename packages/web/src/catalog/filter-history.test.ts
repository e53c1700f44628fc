import fc from "fast-check";
import { expect, it } from "vitest";
import { type FilterHistory, historyFrom, redone, undone, visited } from "./filter-history.ts";

const where = fc.option(fc.string(), { nil: undefined });
const walk = fc.array(where, { maxLength: 20 }).map((texts) => texts.reduce(visited, historyFrom(undefined)));
const back = (history: FilterHistory) => undone(history) ?? history;

it("goes back through every filter to the first one, and forward again", () => {
  fc.assert(
    fc.property(walk, (history) => {
      let at = history;
      for (let steps = history.past.length; steps > 0; steps--) {
        expect(redone(back(at))).toEqual(at);
        at = back(at);
      }
      expect([at.present, undone(at)]).toEqual([undefined, undefined]);
      for (let next = redone(at); next; next = redone(next)) at = next;
      expect(at).toEqual(history);
    }),
  );
});

it("forgets what was undone once another filter is set, and takes no step for the same one", () => {
  fc.assert(
    fc.property(walk, where, (history, next) => {
      const before = back(history);
      const after = visited(before, next);
      if (next === before.present) expect(after).toBe(before);
      else expect([redone(after), back(after).present]).toEqual([undefined, before.present]);
    }),
  );
});
