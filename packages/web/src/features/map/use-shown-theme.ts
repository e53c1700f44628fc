import { useSyncExternalStore } from "react";

const DARK = "(prefers-color-scheme: dark)";

/** The colours that the page has now, whether the user or the system chose them. */
export const useShownTheme = (): "light" | "dark" => useSyncExternalStore(subscribe, shownTheme);

function shownTheme(): "light" | "dark" {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return window.matchMedia(DARK).matches ? "dark" : "light";
}

function subscribe(changed: () => void): () => void {
  const system = window.matchMedia(DARK);
  system.addEventListener("change", changed);
  const page = new MutationObserver(changed);
  page.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", changed);
    page.disconnect();
  };
}
