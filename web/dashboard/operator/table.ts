import { h } from "../element.ts";

export interface TableContent {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | Node)[])[];
}

/** A table whose first column heads its rows; says so when there is nothing in it. */
export function table({ caption, columns, rows }: TableContent): HTMLElement {
  if (rows.length === 0) {
    return h("div", {}, h("h2", {}, caption), h("p", { class: "quiet" }, "Nothing yet"));
  }
  return h(
    "table",
    {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...columns.map((column) => h("th", { scope: "col" }, column)))),
    h(
      "tbody",
      {},
      ...rows.map((row) =>
        h("tr", {}, ...row.map((cell, i) => i === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))
      ),
    ),
  );
}
