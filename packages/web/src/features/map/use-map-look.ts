import { useStoredState } from "../../ui/stored-state.ts";

const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isDensity = (value: unknown): boolean => value === "auto" || value === "on" || value === "off";

/** What this browser likes its maps to show. */
export function useMapLook() {
  const [density, setDensity] = useStoredState<"auto" | "on" | "off">("map.density", "auto", isDensity);
  const [hasNames, setHasNames] = useStoredState("map.names", true, isBoolean);
  const [hasLinks, setHasLinks] = useStoredState("map.links", true, isBoolean);
  return { density, setDensity, hasNames, setHasNames, hasLinks, setHasLinks };
}

export type MapLook = ReturnType<typeof useMapLook>;
