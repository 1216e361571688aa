import type { ContestantName } from '../contestants/contestant.ts'

/** What was measured of one contestant in one run. */
export interface Sample {
  /** Requests or bytes per second; seconds where the section says so. */
  readonly value: number
  /** 99th percentile of latencies, milliseconds. */
  readonly p99?: number
  /** CPU time of the server for one request or for one MB, microseconds. */
  readonly cpuMicros?: number
  readonly peakBytes?: number
  readonly growthBytes?: number
}

/** What one row asks for: the least ratio to Distribution, the most latency, the most growth of memory. */
export interface RowTarget {
  /** Ours divided by Distribution: at least this (rates) or at most this (durations). */
  readonly ratio?: number
  /** Ours in units of the section: at least this. */
  readonly least?: number
  readonly p99?: number
  readonly growthBytes?: number
  /** Ours divided by `idle`: at most this. */
  readonly idleRatio?: number
  /** Where another measure stands in for the ratio: says itself whether it was met. */
  readonly met?: boolean
}

/** One kind of work with the medians of all contestants; `idle` is our store without what is measured. */
export interface Row {
  readonly what: string
  readonly samples: Partial<Record<ContestantName | 'idle', Sample>>
  readonly target: RowTarget
}

/** One table of the report. */
export interface Section {
  /** Numbers of the design, such as PRF-01. */
  readonly id: string
  readonly title: string
  readonly target: string
  readonly unit: 'requests/s' | 'MB/s' | 's' | 'µs' | 'ms'
  readonly runs: number
  readonly rows: readonly Row[]
  /** What a reader must know to read the table rightly. */
  readonly notes: readonly string[]
}

/** True when smaller values are better. */
export const isDuration = ({ unit }: Section): boolean => unit === 's' || unit === 'µs' || unit === 'ms'
