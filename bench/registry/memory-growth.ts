import { setTimeout as wait } from 'node:timers/promises'
import type { OurStore } from '../contestants/our-store.ts'
import { pull, push } from '../load/run-load.ts'
import { watchProcess } from '../report/process-facts.ts'
import type { Bench } from './bench.ts'
import type { Row, Sample, Section } from './section.ts'

const size = 1_000_000_000
const pushed = 100_000_000
const rest = 3000

/** The memory of the server while 16 clients pull blobs of 1 GB and 8 push at once. */
export async function measureMemoryGrowth({ ours, seconds }: Bench): Promise<Section> {
  const { digests } = await push({ ...(await blobs(ours)), connections: 1, size })
  const path = `/v2/${ours.repository('blobs')}/blobs/${digests[0]}`
  await measure(ours, path, 2)
  await wait(rest)
  const sample = await measure(ours, path, seconds * 3)
  await ours.dropBlob(digests[0] ?? '')
  const rows: Row[] = [
    { what: '16 clients pull 1 GB, 8 push 100 MB', samples: { ours: sample }, target: { growthBytes: 150e6 } },
  ]
  return {
    id: 'MEMORY',
    title: 'Memory under pulls and pushes',
    target: 'resident memory grows by less than 150 MB over that of the warm, idle server',
    unit: 'MB/s',
    runs: 1,
    rows,
    notes: [`Both loads ran for ${seconds * 3} s after a short one to warm up and a pause of ${rest / 1000} s.`],
  }
}

async function blobs(ours: OurStore) {
  return { ...(await ours.target('blobs')), repository: ours.repository('blobs') }
}

async function measure(ours: OurStore, path: string, seconds: number): Promise<Sample> {
  const target = await blobs(ours)
  const used = watchProcess(ours.pid)
  let over = false
  let pushedBytes = 0
  const pushing = (async () => {
    while (!over) {
      const { digests, bytes } = await push({ ...target, connections: 8, size: pushed })
      pushedBytes += bytes
      for (const digest of digests) await ours.dropBlob(digest)
    }
  })()
  const { bytes, seconds: taken } = await pull({ ...(await ours.target('pushed')), path, connections: 16, seconds })
  over = true
  await pushing
  const { cpuMs, ...memory } = used()
  const megabytes = (bytes + pushedBytes) / 1e6
  return { value: megabytes / taken, cpuMicros: (cpuMs * 1000) / megabytes, ...memory }
}
