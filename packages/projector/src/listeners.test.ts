import { expect, it } from "vitest";
import { createListeners } from "./listeners.ts";

it("calls who listens until they stop, and nobody after all were let go", () => {
  const listeners = createListeners<{ moved: number }>();
  const heard: string[] = [];
  const stop = listeners.on("moved", (value) => heard.push(`first ${value}`));
  listeners.on("moved", (value) => heard.push(`second ${value}`));
  listeners.emit("moved", 1);
  stop();
  listeners.emit("moved", 2);
  listeners.clear();
  listeners.emit("moved", 3);
  expect(heard).toEqual(["first 1", "second 1", "second 2"]);
});
