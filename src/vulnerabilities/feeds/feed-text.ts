/** One record of a feed as it came. */
export interface FeedText {
  /** The file that it stood in, or its place in one: for messages only, never a path (ADV-8). */
  readonly name: string
  readonly bytes: Buffer
  /** The same bytes deflated, where they came so. */
  readonly deflated?: Buffer
  /** Why the bytes could not be had: the record is quarantined (ADV-4). */
  readonly unreadable?: string
}

/** Bounds for what strangers send (ADV-8). Bytes. */
export const feedLimits = {
  /** An archive as it comes. */
  archive: 1024 * 1024 * 1024,
  /** A file that is read at once: a catalogue, an answer of an API, an EPSS list. */
  file: 128 * 1024 * 1024,
  /** Files in an archive or folder. */
  entries: 500_000,
  /** What an archive may come to when it is inflated, and by how much after the first 16 MiB. */
  inflated: 4 * 1024 * 1024 * 1024,
  ratio: 200,
  ratioFrom: 16 * 1024 * 1024,
} as const

/** A feed that cannot be taken over at all, in words: it is broken off, too large, or no feed. */
export class NotAFeed extends Error {}
