import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { startThread } from '../../src/platform/worker-thread.ts'
import { type LayerFacts, mergeLayers, openLayerWorkers, readLayer } from '../../src/scanner/index.ts'
import { median } from '../report/statistics.ts'
import { type BenchLayer, inPieces, libraryLayers } from './library-layers.ts'
import type { Figure, Pace, ScannerSection } from './section.ts'

const MIB = 1024 * 1024

/** Seconds of one run. */
interface Times {
  readonly floor: number
  readonly floorOfOne: number
  readonly alone: number
  readonly threads: number
  readonly warm: number
}

/** PRF-06 and PRF-07 (SCN-001, SCN-002): reading the layers of an image, and one new layer of it, against the gunzip floor. */
export async function measureColdScan({ runs, quick }: Pace): Promise<ScannerSection> {
  const layers = libraryLayers(4, quick ? 8 * MIB : 75 * MIB)
  const workers = openLayerWorkers({
    threads: 2,
    patience: 60_000,
    start: () => startThread(import.meta.url, '../../src/vulnerabilities/layer-worker'),
  })
  const taken: Times[] = []
  try {
    const inThreads = (layer: BenchLayer, digest: string) => workers.read(() => inPieces(layer.stored), { digest })
    await Promise.all(layers.slice(0, 2).map((layer) => inThreads(layer, 'warm-up')))
    for (let run = 0; run < Math.max(runs, quick ? 1 : 5); run++) taken.push(await once(layers, inThreads))
  } finally {
    await workers.close()
  }
  return { id: 'PRF-06', title: 'Scan of an image', target, figures: figuresOf(layers, taken), notes: notesOf(layers) }
}

const target =
  'cold: at most 2.0 × the gunzip floor on one core, 1.3 × on two with similar layers; with one new layer: 2.0 × its floor + 100 ms'

type Read = (layer: BenchLayer, digest: string) => Promise<LayerFacts>

async function once(layers: readonly BenchLayer[], inThreads: Read): Promise<Times> {
  const last = layers.at(-1) as BenchLayer
  const floor = await timed(async () => {
    for (const layer of layers) await gunzip(layer)
  })
  const known: LayerFacts[] = []
  const alone = await timed(async () => {
    for (const [index, layer] of layers.entries()) {
      known.push(await readLayer(inPieces(layer.stored), { digest: `sha256:${index}` }))
    }
    mergeLayers(known, {})
  })
  const threads = await timed(async () => {
    mergeLayers(await Promise.all(layers.map((layer, index) => inThreads(layer, `sha256:${index}`))), {})
  })
  const warm = await timed(async () => {
    mergeLayers([...known.slice(0, -1), await inThreads(last, 'sha256:new')], {})
  })
  return { floor, floorOfOne: await timed(() => gunzip(last)), alone, threads, warm }
}

function figuresOf(layers: readonly BenchLayer[], taken: readonly Times[]): Figure[] {
  const of = (value: (times: Times) => number) => median(taken.map(value))
  const tarMiB = layers.reduce((sum, { tarBytes }) => sum + tarBytes, 0) / MIB
  return [
    { what: 'gunzip floor G', value: of(({ floor }) => floor), unit: 's' },
    { what: 'gunzip floor G', value: tarMiB / of(({ floor }) => floor), unit: 'MiB/s' },
    { what: 'one thread', value: of(({ alone }) => alone), unit: 's' },
    { what: 'one thread ÷ G', value: of(({ alone, floor }) => alone / floor), unit: '×', most: 2 },
    { what: 'two threads', value: of(({ threads }) => threads), unit: 's' },
    { what: 'two threads ÷ G', value: of(({ threads, floor }) => threads / floor), unit: '×', most: 1.3 },
    {
      what: 'three layers known, one new: beyond 2 × its floor (PRF-07)',
      value: of(({ warm, floorOfOne }) => 1000 * (warm - 2 * floorOfOne)),
      unit: 'ms',
      most: 100,
    },
  ]
}

function notesOf(layers: readonly BenchLayer[]): string[] {
  const stored = layers.reduce((sum, layer) => sum + layer.stored.length, 0)
  const bytes = layers.reduce((sum, { tarBytes }) => sum + tarBytes, 0)
  return [
    `${layers.length} layers made from a fixed seed, ${Math.round(bytes / MIB)} MiB of tar in ${Math.round(stored / MIB)} MiB of gzip, from memory in pieces of 1 MiB.`,
    'G is `createGunzip({ chunkSize: 262144 })` over the same bytes into nothing, one layer after the other, in the same process, in turn with the scans.',
    'Of layers that are known no byte is read: only the new one is opened.',
  ]
}

async function gunzip({ stored }: BenchLayer): Promise<void> {
  const inflated = Readable.from(inPieces(stored)).pipe(createGunzip({ chunkSize: 262_144 }))
  for await (const _chunk of inflated);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
