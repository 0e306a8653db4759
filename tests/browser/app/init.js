// deno-lint-ignore-file
document.addEventListener("DOMContentLoaded", () => {
  cleanupStorage();
  for (const metal of Object.values(METALS)) {
    elements.spotPriceDisplay[metal.key] = document.getElementById(`spotPriceDisplay${metal.name}`);
    spotPrices[metal.key] = Number(localStorage.getItem(metal.localStorageKey)) || metal.defaultPrice;
    elements.spotPriceDisplay[metal.key].textContent = formatCurrency(spotPrices[metal.key]);
  }
  window.spotPricesNow = () => ({ ...spotPrices });
  syncProviderChain();
});
