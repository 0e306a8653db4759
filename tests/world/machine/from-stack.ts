/** All that the world takes from the stack and its stand-ins, in one place: a move there changes one file here. */
export { connect } from "../../../stack/database/prepare-database.ts";
export { readMigrations } from "../../../stack/database/migrations.ts";
export { PROJECT_ROOT } from "../../../stack/project-root.ts";
export { startTestStack, type TestStack } from "../../../stack/testing/test-stack.ts";
export { WIRE_FORMATS } from "../../../stack/upstream/formats/registry.ts";
export type { WireFormat, WireRefusal, WireResponse } from "../../../stack/upstream/formats/wire-format.ts";
export type { SaidPrice, UpstreamScene } from "../../../stack/upstream/scene.ts";
export { habitOf } from "../../../stack/upstream/habits.ts";
export { INVENTED_CURRENCIES } from "../../../stack/upstream/invented-currencies.ts";
export { createSimulatedPrices } from "../../../stack/upstream/simulated-prices.ts";
export { readRecording } from "../../../stack/upstream/read-recording.ts";
export { hashText, noiseAt, wander } from "../../../stack/upstream/value-noise.ts";
export { slotsOf } from "../../../tools/fault-study/recorded-fortnight.ts";
