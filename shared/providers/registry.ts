import { frankfurter } from "./frankfurter.ts";
import { goldApi } from "./gold-api.ts";
import { goldapiIo } from "./goldapi-io.ts";
import { metalpriceapi } from "./metalpriceapi.ts";
import { metalsApi } from "./metals-api.ts";
import { metalsDev } from "./metals-dev.ts";
import type { Provider } from "./provider.ts";
import { swissquote } from "./swissquote.ts";

/** Every provider, in the order of their starting priorities. A test holds this to the files of the folder. */
export const PROVIDERS: readonly Provider[] = [
  metalsDev,
  metalsApi,
  metalpriceapi,
  goldApi,
  goldapiIo,
  swissquote,
  frankfurter,
];

/** The provider with this key, or null. */
export function providerByKey(key: string): Provider | null {
  return PROVIDERS.find((provider) => provider.key === key) ?? null;
}
