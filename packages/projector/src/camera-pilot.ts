import type { Viewport } from "./camera.ts";
import { type CameraLimits, clampCamera } from "./camera.ts";
import { type Flight, planFlight } from "./flight.ts";
import type { Camera } from "./point-cloud.ts";

export interface CameraPilot {
  readonly camera: Camera;
  readonly isFlying: boolean;
  /** Goes there, or as near as the limits allow: at once, or in a flight that begins with the next step. */
  goTo(camera: Camera, isAnimated: boolean): void;
  /** The next moment of a flight. */
  step(nowMs: number): void;
}

/** Has the camera; whoever moves it ends the flight that is under way. */
export const cameraPilot = (options: {
  limits(): CameraLimits;
  viewport(): Viewport;
  reducesMotion: boolean;
  moved(camera: Camera): void;
}): CameraPilot => {
  let camera: Camera = { x: 0, y: 0, scale: 1 };
  let flight: { plan: Flight; startMs: number | null } | null = null;
  const put = (next: Camera) => {
    if (next.x === camera.x && next.y === camera.y && next.scale === camera.scale) return;
    camera = next;
    options.moved(camera);
  };
  return {
    get camera() {
      return camera;
    },
    get isFlying() {
      return flight !== null;
    },
    goTo: (wanted, isAnimated) => {
      const target = clampCamera(wanted, options.limits());
      flight = null;
      const plan = isAnimated && !options.reducesMotion ? planFlight(camera, target, options.viewport()) : null;
      if (plan !== null && plan.durationMs > 0) flight = { plan, startMs: null };
      else put(target);
    },
    step: (nowMs) => {
      if (flight === null) return;
      flight.startMs ??= nowMs;
      const elapsedMs = nowMs - flight.startMs;
      const { plan } = flight;
      if (elapsedMs >= plan.durationMs) flight = null;
      put(plan.at(elapsedMs));
    },
  };
};
