// The two guides with their pictures, as whoever starts the portal brings them: read once, served from memory.

export interface Guides {
  /** Markdown, in Vietnamese. */
  readonly unit: string;
  readonly central: string;
  /** PNG bytes by file name. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}
