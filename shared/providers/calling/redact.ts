import type { Secret } from "../../secret.ts";

const MASK = "***";

function encodings(key: string): readonly string[] {
  const value = key.toWellFormed();
  const form = new URLSearchParams({ "": value }).toString().slice(1);
  const encoded = [
    encodeURIComponent(value),
    encodeURI(value),
    form,
    new URL(`https://h/?${value}`).search.slice(1),
  ];
  const lower = encoded.map((text) => text.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()));
  const all = [key, value, key.trim(), JSON.stringify(key).slice(1, -1), ...encoded, ...lower];
  // The longest first, so that no part of a longer form is left over.
  return [...new Set(all)].filter((text) => text !== "").sort((a, b) => b.length - a.length);
}

/**
 * Makes the function that blots a key out of a text, in every form in which it may come back: as it is, escaped
 * in JSON, percent-encoded for a path, a query or a form.
 */
export function createRedactor(key: Secret | null): (text: string) => string {
  if (key === null) return (text) => text;
  const forms = encodings(key.reveal());
  return (text) => forms.reduce((left, form) => left.replaceAll(form, () => MASK), text);
}
