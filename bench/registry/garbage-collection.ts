import { setTimeout as wait } from 'node:timers/promises'
import type { CollectionView } from '../../src/registry/http/views.ts'
import { type OurStore, startOurStore } from '../contestants/our-store.ts'
import { startPostgres } from '../contestants/postgres.ts'
import type { MixedResult } from '../load/mixed-client.ts'
import { pullAndPush } from '../load/run-load.ts'
import { median } from '../report/statistics.ts'
import type { Bench } from './bench.ts'
import { type LaidBlob, type LaidImage, layBlobs, pushManifests } from './crowded-store.ts'
import { placeImage } from './place-image.ts'
import type { Row, Section } from './section.ts'

const blobs = 100_000
const alive = 10_000
/** During may be this many times idle. */
const wanted = 2
/** Milliseconds between two looks at the collection: to count what waits costs the database a good part of a second. */
const glance = 1000
const load = { pullers: 4, pushers: 2, pause: 20 }

/** PRF-16: what pulls and pushes notice of a collection among many blobs, and what is left after it. */
export async function measureGarbageCollection(bench: Bench): Promise<Section> {
  const rows: Row[] = []
  const notes: string[] = []
  const take = (result: Collected) => {
    rows.push(...result.rows)
    notes.push(result.note)
  }
  if (bench.wants('embedded database')) take(await measureOn(bench, 'embedded database'))
  const postgres = bench.wants('PostgreSQL') ? await startPostgres() : undefined
  if (postgres) take(await measureOn(bench, 'PostgreSQL', postgres.url).finally(() => postgres.stop()))
  return {
    id: 'PRF-16',
    title: 'Garbage collection while the store is used',
    target: `p99 at most ${wanted} × that of the same work without a collection; resumable; nothing that is needed is lost`,
    unit: 'ms',
    runs: bench.runs,
    rows,
    notes: [
      `99th percentiles. ${load.pullers} clients pull a manifest and a layer, ${load.pushers} push a layer of 64 KiB and its ` +
        `manifest, with ${load.pause} ms between; in turn for ${bench.seconds} s without a collection and for as long with one, ` +
        `among ${blobs.toLocaleString('en')} blobs of which ${alive.toLocaleString('en')} are needed.`,
      ...notes,
    ],
  }
}

interface Collected {
  readonly rows: readonly Row[]
  readonly note: string
}

async function measureOn(bench: Bench, database: string, url?: string): Promise<Collected> {
  const ours = await startOurStore(bench.image, url === undefined ? {} : { DATABASE_URL: url })
  try {
    await placeImage(ours, bench.image, 'first', 'blobs')
    await ours.server.stop()
    const laid = await layBlobs(ours, blobs, url)
    await ours.server.start()
    const { digest, size } = bench.image.config
    const images = await pushManifests(ours, laid.slice(0, alive), { digest, size })
    const idle: MixedResult[] = []
    const during: MixedResult[] = []
    for (let run = 0; run < bench.runs; run++) {
      idle.push(await use(ours, images, { digest, size }, bench.seconds))
      await startCollecting(ours)
      during.push(await use(ours, images, { digest, size }, bench.seconds))
      if (!(await stopCollecting(ours))) throw new Error('The collection was over before the run: take fewer seconds.')
    }
    const note = `${database}: ${await collectToTheEnd(ours, laid.slice(alive))} ${await lookAfter(ours, images)}`
    return { rows: rowsOf(database, idle, during), note }
  } finally {
    await ours.stop()
  }
}

async function use(
  ours: OurStore,
  images: readonly LaidImage[],
  config: LaidBlob,
  seconds: number,
): Promise<MixedResult> {
  const target = await ours.target('blobs')
  // The load is told what to pull on its command line, which is not long.
  const few = images.map(({ manifest, layers }) => ({ manifest, layers: layers.slice(0, 5) }))
  return pullAndPush({ ...target, ...load, repository: ours.repository('blobs'), images: few, config, seconds })
}

function rowsOf(database: string, idle: readonly MixedResult[], during: readonly MixedResult[]): Row[] {
  const row = (what: string, key: 'pullP99' | 'pushP99'): Row => ({
    what: `${what}, ${database}`,
    samples: {
      ours: { value: median(during.map((result) => result[key])) },
      idle: { value: median(idle.map((result) => result[key])) },
    },
    target: { idleRatio: wanted },
  })
  return [row('pulls', 'pullP99'), row('pushes', 'pushP99')]
}

const show = ({ operator }: OurStore) => operator.client.get<CollectionView>('/registry/collection')

/** Answers when it is really under way. */
async function startCollecting(ours: OurStore): Promise<void> {
  await ours.operator.client.post('/registry/collection/start')
  for (let state = await show(ours); state.running?.examined === 0; state = await show(ours)) await wait(glance)
}

/** False when there was nothing to stop any more. */
async function stopCollecting(ours: OurStore): Promise<boolean> {
  const { running } = await show(ours)
  if (!running) return false
  await ours.operator.client.post('/registry/collection/stop')
  do await wait(glance)
  while ((await show(ours)).running)
  return true
}

/** Kills the store in the middle of the collection, starts it again, and waits for the end. */
async function collectToTheEnd(ours: OurStore, garbage: readonly LaidBlob[]): Promise<string> {
  const begun = performance.now()
  const before = await show(ours)
  await startCollecting(ours)
  await ours.server.kill()
  await ours.server.start()
  for (let state = await show(ours); state.running || state.candidates.due > 0; state = await show(ours)) {
    if (!state.running) await ours.operator.client.post('/registry/collection/start')
    await wait(3 * glance)
  }
  const seconds = (performance.now() - begun) / 1000
  const left = before.candidates.due
  const first = garbage[0]?.digest ?? ''
  const { host, port, headers } = await ours.target('blobs')
  const gone = await fetch(`http://${host}:${port}/v2/${ours.repository('blobs')}/blobs/${first}`, { headers })
  if (gone.status !== 404) throw new Error(`The first of the blobs that nothing needs is still there: ${gone.status}.`)
  return (
    `stopped and gone on with after each run, then killed (kill -9) in the middle and gone on with after the restart; the last ` +
    `${left.toLocaleString('en')} candidates took ${Math.round(seconds)} s with the restart, without other work.`
  )
}

/** What is needed is there, and database and bytes agree. */
async function lookAfter(ours: OurStore, images: readonly LaidImage[]): Promise<string> {
  const { host, port, headers } = await ours.target('pushed')
  const base = `http://${host}:${port}/v2/${ours.repository('blobs')}`
  for (const { manifest, layers } of images) {
    const paths = [`manifests/${manifest}`, ...layers.map((layer) => `blobs/${layer}`)]
    for (const path of paths) {
      const answer = await fetch(`${base}/${path}`, { method: 'HEAD', headers })
      if (answer.status !== 200) throw new Error(`${path} was lost: ${answer.status}.`)
    }
  }
  await ours.server.stop()
  const doctor = await ours.server.rival(['doctor'])
  if (doctor.code !== 0) throw new Error(`The doctor found something:\n${doctor.printed}`)
  return `Afterwards each of the ${alive.toLocaleString('en')} needed blobs was there, and the doctor found nothing wrong.`
}
