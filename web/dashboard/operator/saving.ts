import { SpotError } from "../../client/spot-error.ts";
import { h } from "../element.ts";
import { inWords } from "../words.ts";
import type { BackendApi, Fields } from "./backend-api.ts";

export interface Saving {
  readonly api: BackendApi;
  /** Reads the configuration again and draws it. */
  readonly reload: () => void;
}

/** Sends a change and says in `message` what became of it. Gives whether it was saved. */
export async function save(
  patch: Fields,
  { api, version, message }: {
    readonly api: BackendApi;
    readonly version: number;
    readonly message: HTMLElement;
  },
): Promise<boolean> {
  try {
    await api.change(patch, version);
    message.replaceChildren(h("span", { class: "up" }, "Saved."));
    return true;
  } catch (error) {
    const isConflict = error instanceof SpotError && error.serverCode === "INPUT_VERSION_CONFLICT";
    const words = isConflict
      ? "Somebody else has changed the settings. Reload, then change again."
      : error instanceof SpotError
      ? inWords(error)
      : "Something failed unexpectedly.";
    message.replaceChildren(h("span", { class: "down" }, words));
    return false;
  }
}
