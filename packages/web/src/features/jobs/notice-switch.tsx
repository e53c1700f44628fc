import { useState } from "react";
import { copy } from "../../copy.ts";
import { Checkbox } from "../../ui/field.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { canNotify, isNotifying, setNotifying } from "./end-notices.ts";

/** Turns notices of the browser on and off; the browser is asked only when it is clicked. */
export function NoticeSwitch() {
  const [isOn, setIsOn] = useState(isNotifying);
  if (!canNotify()) return null;
  const change = async (wanted: boolean): Promise<void> => {
    const isGranted = await setNotifying(wanted);
    setIsOn(isGranted);
    if (wanted && !isGranted) showMessage(copy.noticesRefused, copy.noticesRefusedHint);
  };
  return <Checkbox label={copy.noticesWhenHidden} isChecked={isOn} onChecked={(wanted) => void change(wanted)} />;
}
