/** Bounds for records from strangers (ADV-8). */
export const osvLimits = {
  bytes: 8 * 1024 * 1024,
  depth: 200,
  affected: 20_000,
  versions: 100_000,
  events: 20_000,
  names: 10_000,
  imports: 200,
  symbols: 500,
} as const
