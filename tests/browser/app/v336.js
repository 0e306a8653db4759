// deno-lint-ignore-file
const API_PROVIDERS = { STAKTRAKR: { name: "StakTrakr" } };
const V2_API_ENDPOINTS = [`${OWN_FEED}/v2`];
/** Stands for IndexedDB. */
let storedHistory = "[]";

/** All addresses at once; the freshest answer wins. */
async function fetchOwnPrices() {
  const answers = await Promise.all(
    V2_API_ENDPOINTS.map((base) =>
      fetch(`${base}/spot/latest.json`).then((response) => response.ok ? response.json() : null).catch(() =>
        null
      )
    ),
  );
  const sound = answers.filter((answer) => answer && answer.v === 2);
  sound.sort((a, b) => Date.parse(b.generated_at) - Date.parse(a.generated_at));
  const data = sound[0] ? sound[0].data : {};
  const codes = { xau: "gold", xag: "silver", xpt: "platinum", xpd: "palladium" };
  return Object.fromEntries(
    Object.entries(data).filter(([code]) => codes[code]).map(([code, { price }]) => [codes[code], price]),
  );
}
const saveSpotHistory = () => {
  storedHistory = JSON.stringify(spotHistory);
  return Promise.resolve();
};
const isManualMode = () => localStorage.getItem("spotPricingSource") === "MANUAL";
