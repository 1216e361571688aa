import { run } from '../../scripts/command.ts'
import type { Contestant } from '../contestants/contestant.ts'
import { startFloor } from '../contestants/floor.ts'
import { push } from '../load/run-load.ts'
import { watchProcess } from '../report/process-facts.ts'
import { type Bench, interleaved } from './bench.ts'
import type { Row, Sample, Section } from './section.ts'

const forms = { 'in one PUT': undefined, 'in chunks of 8 MB': 8_000_000 }
const loads = [
  { connections: 1, size: 300_000_000 },
  { connections: 8, size: 100_000_000 },
]

/** Bytes of a blob that is pushed before the clock starts. */
const warmUp = 50_000_000

/** PRF-03: bytes of blobs on their way in. */
export async function measureBlobPush({ ours, peers, runs, wants }: Bench): Promise<Section> {
  const floor = await startFloor('push-server')
  const rows: Row[] = []
  try {
    for (const [form, chunk] of Object.entries(forms)) {
      for (const { connections, size } of loads) {
        const what = `${size / 1e6} MB ${form}, ${connections} client(s)`
        if (!wants(what)) continue
        const load = { connections, size, ...(chunk !== undefined && { chunk }) }
        const contestants = [ours, ...peers, floor]
        for (const contestant of contestants) await measure(contestant, { ...load, size: warmUp })
        const samples = await interleaved(contestants, runs, (contestant) => measure(contestant, load))
        rows.push({ what, samples, target: { ratio: 1.5, growthBytes: 150e6 } })
      }
    }
  } finally {
    await floor.stop()
  }
  return {
    id: 'PRF-03',
    title: 'Blob pushes',
    target: 'at least 1.5 × Distribution',
    unit: 'MB/s',
    runs,
    rows,
    notes: [
      'From the first POST to the last 201. Contents are new in each run, made and hashed before the clock starts. The ' +
        'floor is a plain node:http server that hashes and writes to a file. Before each run the disk is idle (sync). Ours has ' +
        'synced every blob when it answers 201; Distribution and the floor leave that to the kernel, outside of the measured time.',
    ],
  }
}

async function measure(
  contestant: Contestant,
  load: { readonly connections: number; readonly size: number; readonly chunk?: number },
): Promise<Sample> {
  const target = await contestant.target('blobs')
  // What the one before left in the page cache would be written in this one's time.
  await run('sync', [])
  const used = watchProcess(contestant.pid)
  const { digests, bytes, seconds } = await push({ ...target, repository: contestant.repository('blobs'), ...load })
  const { cpuMs, ...memory } = used()
  for (const digest of digests) await contestant.dropBlob(digest)
  const megabytes = bytes / 1e6
  return { value: megabytes / seconds, cpuMicros: (cpuMs * 1000) / megabytes, ...memory }
}
