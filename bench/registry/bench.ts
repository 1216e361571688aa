import type { BuiltImage } from '../../src/app/demo/image.ts'
import type { Contestant, ContestantName } from '../contestants/contestant.ts'
import type { OurStore } from '../contestants/our-store.ts'
import { median } from '../report/statistics.ts'
import type { Sample } from './section.ts'

/** What every measure is given. */
export interface Bench {
  readonly ours: OurStore
  /** Distribution and zot, as far as they are at hand. */
  readonly peers: readonly Contestant[]
  /** The published image: its manifest has the size that manifests of real images have. */
  readonly image: BuiltImage
  readonly runs: number
  /** Seconds of load in one run. */
  readonly seconds: number
  /** Whether a row was asked for (--rows). */
  wants(what: string): boolean
}

/**
 * Measures each contestant `runs` times in turn, A B C, C B A, A B C, so that whatever else the machine does meets all
 * alike; answers the medians.
 */
export async function interleaved<Who extends { readonly name: ContestantName }>(
  contestants: readonly Who[],
  runs: number,
  measure: (contestant: Who) => Promise<Sample>,
): Promise<Partial<Record<ContestantName, Sample>>> {
  const samples = new Map<ContestantName, Sample[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < runs; round++) {
    for (const contestant of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      samples.get(contestant.name)?.push(await measure(contestant))
    }
  }
  return Object.fromEntries([...samples].map(([name, taken]) => [name, medians(taken)]))
}

function medians(taken: readonly Sample[]): Sample {
  const of = (key: keyof Sample): { [field: string]: number } => {
    const values = taken.flatMap((sample) => sample[key] ?? [])
    return values.length === 0 ? {} : { [key]: median(values) }
  }
  // Memory is not typical but the most that was seen.
  const most = (key: 'peakBytes' | 'growthBytes') => {
    const values = taken.flatMap((sample) => sample[key] ?? [])
    return values.length === 0 ? {} : { [key]: Math.max(...values) }
  }
  const value = median(taken.map((sample) => sample.value))
  return { value, ...of('p99'), ...of('cpuMicros'), ...most('peakBytes'), ...most('growthBytes') }
}
