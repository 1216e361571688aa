/** One figure of the scanner, and what it must be. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: 's' | 'ms' | 'MiB' | 'MiB/s' | 'bytes' | '×' | '%'
  /** At most this, or at least this; neither: shown only. */
  readonly most?: number
  readonly least?: number
}

/** One table of the report. */
export interface ScannerSection {
  /** Number of the design, such as PRF-09. */
  readonly id: string
  readonly title: string
  readonly target: string
  readonly figures: readonly Figure[]
  /** What a reader must know to read the table rightly. */
  readonly notes: readonly string[]
}

/** How thoroughly to measure. */
export interface Pace {
  readonly runs: number
  /** Small inputs, to try the benchmark itself. */
  readonly quick: boolean
  /** Folder with real advisories, beside the project: benchmarks may use them, tests never do (DAT-1). */
  readonly packs: string
}

/** Measures a section; a sentence says why it was left out. */
export type Measure = (pace: Pace) => Promise<ScannerSection | string>

/** Whether the figure is what it must be; undefined when nothing is asked of it. */
export function isMet({ value, most, least }: Figure): boolean | undefined {
  if (most === undefined && least === undefined) return undefined
  return (most === undefined || value <= most) && (least === undefined || value >= least)
}
