import assert from "node:assert/strict";
import { isRoughly, ROUGH_CURRENCIES, roughFault, roughValue } from "../../../../shared/fx/rough-values.ts";
import { REPLACED_CURRENCIES } from "../../../../shared/fx/successors.ts";
import { MAJORS } from "../../../../shared/fx/bands.ts";

Deno.test("roughValue() knows every currency that the platform's own list has", () => {
  const known = new Set([...ROUGH_CURRENCIES, ...REPLACED_CURRENCIES, "USD"]);
  const missing = Intl.supportedValuesOf("currency").filter((code) => !known.has(code));
  // Currencies that ended before 1995 and units of account may be missing; whatever is in use may not.
  const inUse = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY " +
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR " +
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK " +
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF " +
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX UYU UZS " +
    "VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
  ).split(" ");
  assert.deepEqual(inUse.filter((code) => !known.has(code)), []);
  assert.deepEqual(missing.filter((code) => inUse.includes(code)), []);
  assert.ok(ROUGH_CURRENCIES.length > 165);
});

/** US dollars for one unit on the first working days of 2023 to 2026, from published fixings, to two digits. */
const SEEN: Readonly<Record<string, readonly number[]>> = {
  EUR: [1.07, 1.1, 1.03, 1.17],
  GBP: [1.2, 1.27, 1.25, 1.35],
  JPY: [0.0076, 0.007, 0.0064, 0.0064],
  CHF: [1.08, 1.18, 1.1, 1.26],
  NOK: [0.1, 0.098, 0.088, 0.099],
  SEK: [0.096, 0.099, 0.09, 0.108],
  AUD: [0.68, 0.68, 0.62, 0.67],
  CNY: [0.145, 0.141, 0.137, 0.143],
  ARS: [0.0056, 0.00123, 0.00097, 0.00068],
  TRY: [0.0534, 0.0338, 0.0283, 0.0233],
  EGP: [0.0404, 0.0324, 0.0197, 0.021],
  NGN: [0.0022, 0.0011, 0.00065, 0.0007],
  LBP: [0.000663, 0.0000667, 0.0000112, 0.0000112],
  VES: [0.057, 0.028, 0.0193, 0.0033],
  SYP: [0.0004, 0.00008, 0.000077, 0.009],
  IDR: [0.0000642, 0.0000645, 0.0000618, 0.0000599],
  KRW: [0.00079, 0.00077, 0.00068, 0.00069],
  INR: [0.0121, 0.012, 0.01167, 0.0111],
  HUF: [0.00267, 0.00288, 0.0025, 0.00305],
};

Deno.test("roughValue() holds what was seen in 2023 to 2026, and shows each factor and each reciprocal", () => {
  for (const [currency, values] of Object.entries(SEEN)) {
    for (const [index, value] of values.entries()) {
      const rough = roughValue(currency, 2023 + index);
      assert.ok(rough !== null && isRoughly(rough, value), `${currency} ${value} in ${2023 + index}`);
      if (rough.within > 5) continue;
      for (const wrong of [value * 100, value * 1000, value / 100, value / 1000]) {
        assert.ok(!isRoughly(rough, wrong), `${currency} ${wrong}`);
        assert.match(roughFault(rough, wrong) ?? "", /^(factor_|reciprocal)/, `${currency} ${wrong}`);
      }
    }
  }
});

Deno.test("roughValue() is narrow for majors and wider the further the year is away", () => {
  for (const currency of MAJORS) assert.equal(roughValue(currency, 2025)?.within, 1.3);
  assert.equal(roughValue("INR", 2026)?.within, 5);
  assert.ok((roughValue("INR", 2030)?.within ?? 0) > 10);
  assert.ok((roughValue("EUR", 2008)?.within ?? 0) > 3);
});

Deno.test("roughValue() takes a replaced currency at its part of the successor", () => {
  const lev = roughValue("BGN", 2025)?.usdValue ?? 0;
  assert.ok(Math.abs(lev - 1.12 / 1.95583) < 1e-12);
  const old = roughValue("VEB", 2007)?.usdValue ?? 0;
  assert.ok(old > 0 && old < 1e-9);
  assert.equal(roughValue("BTC", 2026), null);
  assert.equal(roughValue("constructor", 2026), null);
});
