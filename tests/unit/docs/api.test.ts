import assert from "node:assert/strict";
import { join } from "node:path";
import { PROVIDERS } from "../../../shared/providers/registry.ts";

const page = Deno.readTextFileSync(join(import.meta.dirname ?? ".", "..", "..", "..", "docs", "api.md"));

Deno.test("docs/api.md lists what the proxy may ask of each provider, and no more", () => {
  const [, section = ""] = page.split(/^## GET provider-proxy.*$/m);
  const [own = ""] = section.split(/^## /m);
  const documented = [...own.matchAll(/^\| `([a-z-]+)` \| (`[a-z]+`.*) \|$/gm)]
    .map(([, key, operations]): [string | undefined, string | undefined] => [key, operations]);
  const declared = PROVIDERS.map(({ key, operations }) => [
    key,
    Object.entries(operations).map(([name, { parameters }]) => {
      const names = Object.keys(parameters.shape).join(", ");
      return `\`${name}\`${names === "" ? "" : ` (${names})`}`;
    }).join(", "),
  ]);
  assert.deepEqual(Object.fromEntries(documented), Object.fromEntries(declared));
});

Deno.test("docs/api.md has a section for each function that it names", () => {
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  const anchors = new Set(
    [...page.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replace(/[^a-z0-9 -]/g, "").replaceAll(" ", "-")
    ),
  );
  assert.ok(links.length >= 6);
  for (const link of links) assert.ok(anchors.has(link ?? ""), link);
});
