import { frankfurterFormat } from "./frankfurter.ts";
import { goldApiFormat } from "./gold-api.ts";
import { goldapiIoFormat } from "./goldapi-io.ts";
import { metalpriceapiFormat } from "./metalpriceapi.ts";
import { metalsApiFormat } from "./metals-api.ts";
import { metalsDevFormat } from "./metals-dev.ts";
import { swissquoteFormat } from "./swissquote.ts";
import type { WireFormat } from "./wire-format.ts";

/** The wire format of every provider by its key; a test holds this to the provider registry. */
export const WIRE_FORMATS: Readonly<Record<string, WireFormat>> = {
  "metals-dev": metalsDevFormat,
  "metals-api": metalsApiFormat,
  metalpriceapi: metalpriceapiFormat,
  "gold-api": goldApiFormat,
  "goldapi-io": goldapiIoFormat,
  swissquote: swissquoteFormat,
  frankfurter: frankfurterFormat,
};
