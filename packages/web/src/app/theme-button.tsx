import { useState } from "react";
import { copy } from "../copy.ts";
import { IconButton } from "../ui/button.tsx";
import { storedTheme, storeTheme, THEMES } from "./theme.ts";

const ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;

/** Goes through the themes: as the system, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
  return (
    <IconButton
      icon={ICONS[theme]}
      label={copy.themes[theme]}
      onClick={() => {
        storeTheme(next);
        setTheme(next);
      }}
    />
  );
}
