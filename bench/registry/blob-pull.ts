import { randomBytes } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Contestant } from '../contestants/contestant.ts'
import { startFloor } from '../contestants/floor.ts'
import { pull, push } from '../load/run-load.ts'
import { watchProcess } from '../report/process-facts.ts'
import { type Bench, interleaved } from './bench.ts'
import type { Row, Sample, Section } from './section.ts'

const sizes = { '1 MB': 1_000_000, '100 MB': 100_000_000, '1 GB': 1_000_000_000 }

/** PRF-02: bytes of blobs on their way out. */
export async function measureBlobPull({ ours, peers, runs, seconds, wants }: Bench): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'chd-bench-files-'))
  const floor = await startFloor('file-server', folder)
  const rows: Row[] = []
  const contestants = [ours, ...peers, floor]
  try {
    for (const [name, size] of Object.entries(sizes)) {
      const paths = new Map<string, string>([['floor', `/${await writeRandom(folder, size)}`]])
      const digests = new Map<Contestant, string>()
      for (const contestant of [ours, ...peers]) {
        const digest = await placeBlob(contestant, size)
        digests.set(contestant, digest)
        paths.set(contestant.name, `/v2/${contestant.repository('blobs')}/blobs/${digest}`)
      }
      for (const connections of [1, 16]) {
        const what = `${name}, ${connections} client(s)`
        if (!wants(what)) continue
        const samples = await interleaved(contestants, runs, (contestant) =>
          measure(contestant, paths.get(contestant.name) ?? '', connections, seconds),
        )
        rows.push({ what, samples, target: { ratio: 1, growthBytes: 150e6 } })
      }
      for (const [contestant, digest] of digests) await contestant.dropBlob(digest)
    }
  } finally {
    await floor.stop()
    await rm(folder, { recursive: true })
  }
  return {
    id: 'PRF-02',
    title: 'Blob pulls',
    target: 'at least the faster of Distribution and zot; memory grows by at most 150 MB',
    unit: 'MB/s',
    runs,
    rows,
    notes: [
      'Bytes that arrived at a client which throws them away. The floor is a plain node:http server that reads the file ' +
        'in pieces of 4 MiB.',
    ],
  }
}

async function writeRandom(folder: string, size: number): Promise<string> {
  const part = randomBytes(Math.min(size, 20_000_000))
  const file = await open(join(folder, String(size)), 'w')
  for (let left = size; left > 0; left -= part.length) await file.write(part, 0, Math.min(left, part.length))
  await file.close()
  return String(size)
}

async function placeBlob(contestant: Contestant, size: number): Promise<string> {
  const target = await contestant.target('blobs')
  const { digests } = await push({ ...target, repository: contestant.repository('blobs'), connections: 1, size })
  return digests[0] ?? ''
}

async function measure(contestant: Contestant, path: string, connections: number, seconds: number): Promise<Sample> {
  const target = await contestant.target('pushed')
  await pull({ ...target, path, connections, seconds: 0.5 })
  const used = watchProcess(contestant.pid)
  const { bytes, seconds: taken } = await pull({ ...target, path, connections, seconds })
  const { cpuMs, ...memory } = used()
  const megabytes = bytes / 1e6
  return { value: megabytes / taken, cpuMicros: (cpuMs * 1000) / megabytes, ...memory }
}
