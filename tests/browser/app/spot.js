// deno-lint-ignore-file
const formatCurrency = (usd) => `$${usd.toFixed(2)}`;
const cleanupStorage = () => {
  for (const key of Object.keys(localStorage)) {
    if (!ALLOWED_STORAGE_KEYS.includes(key)) localStorage.removeItem(key);
  }
};
const recordSpot = (spot, source, metal, provider = null, timestamp = null) => {
  window.calls.push(`recordSpot ${metal}`);
  const at = (timestamp ? new Date(timestamp) : new Date()).toISOString().replace("T", " ").slice(0, 19);
  if (!spotHistory.some((row) => row.timestamp === at && row.metal === metal && timestamp)) {
    spotHistory.push({ spot, metal, source, provider, timestamp: at });
  }
  localStorage.setItem("lastApiSync", JSON.stringify({ provider, timestamp: at }));
  saveSpotHistory();
};
const updateSpotCardColor = (key) => window.calls.push(`updateSpotCardColor ${key}`);
const updateSpotTimestamp = (name) => {
  window.calls.push(`updateSpotTimestamp ${name}`);
  document.getElementById(`spotTimestamp${name}`).textContent = "just now";
};
const updateSummary = () => window.calls.push("updateSummary");
const onGoldSpotPriceChanged = () => window.calls.push("onGoldSpotPriceChanged");
const recordAllItemPriceSnapshots = () => window.calls.push("recordAllItemPriceSnapshots");
const updateAllSparklines = () => window.calls.push("updateAllSparklines");
