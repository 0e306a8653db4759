/** A length of time for people: "45 s", "12 min", "2 h 5 min", "3 d 4 h". */
export function durationInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined([hours, "h"], [minutes % 60, "min"]);
  return joined([Math.floor(hours / 24), "d"], [hours % 24, "h"]);
}

function joined(large: readonly [number, string], small: readonly [number, string]): string {
  const first = large.join(" ");
  return small[0] === 0 ? first : `${first} ${small.join(" ")}`;
}
