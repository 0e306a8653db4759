/** Where quotes come from: real providers, the simulator, or a recording. */
export const ORIGINS = ["live", "simulated", "replayed"] as const;

export type Origin = (typeof ORIGINS)[number];

/** The name of a source as it is stored and shown: "consensus", "consensus (simulated)". */
export function labelOf(name: string, origin: Origin): string {
  return origin === "live" ? name : `${name} (${origin})`;
}

/** The origin that a label states; `spot.origin_of` reads it the same way. */
export function originOf(label: string): Origin {
  return ORIGINS.find((origin) => origin !== "live" && label.includes(`(${origin})`)) ?? "live";
}
