/// <reference lib="dom" />

export type Theme = "light" | "dark";

/** The chosen theme, else that of the system; sets it on the page. */
export function applyTheme(chosen: Theme | null): Theme {
  const theme = chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset["theme"] = theme;
  return theme;
}

/** Calls back when the system changes between light and dark. */
export function onSystemTheme(changed: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
