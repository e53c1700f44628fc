import { describe, expect, test } from "vitest";
import { cameraLimits } from "./camera.ts";
import { cameraPilot } from "./camera-pilot.ts";
import type { Camera } from "./point-cloud.ts";

const viewport = { width: 800, height: 600 };
const limits = cameraLimits({ left: -10, right: 10, bottom: -10, top: 10 }, viewport);
const pilotWith = (reducesMotion: boolean) => {
  const moves: Camera[] = [];
  const pilot = cameraPilot({
    limits: () => limits,
    viewport: () => viewport,
    reducesMotion,
    moved: (camera) => moves.push(camera),
  });
  pilot.goTo({ x: 0, y: 0, scale: 30 }, false);
  moves.length = 0;
  return { pilot, moves };
};
const far = { x: 8, y: -8, scale: 300 };

describe("the camera", () => {
  test("flies by the clock and arrives exactly, also when frames are missed", () => {
    const { pilot, moves } = pilotWith(false);
    pilot.goTo(far, true);
    expect([pilot.isFlying, moves.length]).toEqual([true, 0]);
    pilot.step(5000);
    pilot.step(5100);
    expect(pilot.camera.x).toBeGreaterThan(0);
    expect(pilot.camera.x).toBeLessThan(8);
    pilot.step(9000);
    expect([pilot.camera, pilot.isFlying]).toEqual([far, false]);
    expect(moves.at(-1)).toEqual(far);
  });

  test("jumps where less motion is wanted", () => {
    const { pilot, moves } = pilotWith(true);
    pilot.goTo(far, true);
    expect([pilot.camera, pilot.isFlying, moves]).toEqual([far, false, [far]]);
  });

  test("is the user's at once when it is moved in flight", () => {
    const { pilot } = pilotWith(false);
    pilot.goTo(far, true);
    pilot.step(0);
    pilot.step(100);
    pilot.goTo({ x: 1, y: 1, scale: 50 }, false);
    pilot.step(200);
    expect([pilot.camera, pilot.isFlying]).toEqual([{ x: 1, y: 1, scale: 50 }, false]);
  });

  test("stays within its limits and tells nothing when it does not move", () => {
    const { pilot, moves } = pilotWith(false);
    pilot.goTo({ x: 99, y: NaN, scale: 1e99 }, false);
    expect(pilot.camera).toEqual({ x: 10, y: 0, scale: limits.mostScale });
    pilot.goTo({ x: 12, y: 0, scale: 1e98 }, false);
    pilot.goTo({ x: 10, y: 0, scale: limits.mostScale }, true);
    expect([moves.length, pilot.isFlying]).toEqual([1, false]);
  });
});
