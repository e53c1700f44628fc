import type { PointCloud } from "@pomona/projector/point-cloud";
import { type RefObject, useEffect, useRef } from "react";
import { cameraText, readCamera } from "../../catalog/search-params.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { useCloudEvent } from "./use-point-cloud.ts";

/** The address follows the camera when it has stood still for so long. */
const SETTLE_MS = 700;
/** A camera that moves within this time of a press or a turn of the wheel was moved by the user. */
const BY_USER_MS = 3000;
const INPUTS = ["pointerdown", "wheel", "keydown"] as const;

/** Looks where the address says, and has the address say where the user looks. */
export function useCamera(cloud: PointCloud | null, frame: RefObject<HTMLElement | null>, isReady: boolean): void {
  const { search, patchSearch } = useCatalog();
  const written = useRef<string | undefined>(undefined);
  useEffect(() => {
    const camera = readCamera(search.at);
    if (!cloud || !isReady || search.at === written.current) return;
    written.current = search.at;
    if (camera) cloud.setCamera(camera);
  }, [cloud, isReady, search.at]);
  const inputMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const element = frame.current;
    const note = (event: Event): void => {
      inputMs.current = event.timeStamp;
    };
    for (const input of INPUTS) element?.addEventListener(input, note, { capture: true, passive: true });
    return () => {
      for (const input of INPUTS) element?.removeEventListener(input, note, { capture: true });
    };
  }, [frame]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useCloudEvent(cloud, "camera", (camera) => {
    clearTimeout(timer.current);
    if (performance.now() - inputMs.current > BY_USER_MS) return;
    timer.current = setTimeout(() => {
      written.current = cameraText(camera);
      patchSearch({ at: written.current }, true);
    }, SETTLE_MS);
  });
}
