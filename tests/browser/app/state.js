// deno-lint-ignore-file
const spotPrices = { silver: 0, gold: 0, platinum: 0, palladium: 0 };
let spotHistory = [];
Object.defineProperty(window, "spotHistory", { get: () => spotHistory });
const elements = { spotPriceDisplay: {} };
/** What was called, for the tests. */
window.calls = [];
