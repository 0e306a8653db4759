/** A callback for notices and announcements that nobody needs. */
export function ignore(): void {}
