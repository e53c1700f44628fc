/** What a wheel event says; `deltaMode` 0: pixels, 1: lines, 2: pages. */
export interface WheelTurn {
  deltaY: number;
  deltaMode: number;
  /** Set by a pinch on a trackpad too, whose steps are much smaller. */
  ctrlKey: boolean;
}

const POWER_OF_MODE = [0.002, 0.05, 1] as const;
const PINCH = 10;
/** An event turns the scale by 2 at most: some wheels send very long steps. */
const MOST_POWER = 1;

/** What a turn of the wheel multiplies the scale with: above 1 when turned away from the user. A notch is about 1.18. */
export const wheelZoom = ({ deltaY, deltaMode, ctrlKey }: WheelTurn): number => {
  const power = -deltaY * (POWER_OF_MODE[deltaMode] ?? POWER_OF_MODE[0]) * (ctrlKey ? PINCH : 1);
  return Number.isFinite(power) ? 2 ** Math.min(MOST_POWER, Math.max(-MOST_POWER, power)) : 1;
};
