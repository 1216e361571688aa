const units = [
  { size: 1_000_000_000n, letter: 'B' },
  { size: 1_000_000n, letter: 'M' },
  { size: 1_000n, letter: 'K' },
] as const

/** A count as cards show it (STO-128): exact below a thousand, then rounded down to 1, 5, 10, 50, 100 or 500 of a unit. */
export function roundedPulls(count: bigint): string {
  const unit = units.find(({ size }) => count >= size)
  if (!unit) return count.toString()
  const steps = [500n, 100n, 50n, 10n, 5n, 1n]
  const step = steps.find((n) => count >= n * unit.size) ?? 1n
  return `${step}${unit.letter}+`
}
