import type { Contestant } from '../contestants/contestant.ts'
import { startFloor } from '../contestants/floor.ts'
import { hammer } from '../load/wrk.ts'
import { watchProcess } from '../report/process-facts.ts'
import { type Bench, interleaved } from './bench.ts'
import { placeImage } from './place-image.ts'
import type { Row, Sample, Section } from './section.ts'

/** PRF-01: manifests by tag and by digest. */
export async function measureManifestPull(bench: Bench): Promise<Section> {
  const { ours, peers, image, runs, seconds, wants } = bench
  for (const peer of peers) await placeImage(peer, image, '1.0.0')
  const floor = await startFloor('memory-server', String(image.manifest.size))
  const rows: Row[] = []
  try {
    for (const method of ['GET', 'HEAD']) {
      for (const [kind, reference] of Object.entries({ tag: '1.0.0', digest: image.manifest.digest })) {
        for (const connections of [16, 64]) {
          const what = `${method} by ${kind}, ${connections} connections`
          if (!wants(what)) continue
          const samples = await interleaved([ours, ...peers, floor], runs, (contestant) =>
            measure(contestant, method, reference, connections, seconds),
          )
          const target = { ratio: 8, ...(connections === 64 && { p99: 20 }) }
          rows.push({ what, samples, target })
        }
      }
    }
  } finally {
    await floor.stop()
  }
  return {
    id: 'PRF-01',
    title: 'Manifests',
    target: 'at least 8 × Distribution and 2 × zot in requests per second; p99 at most 20 ms at 64 connections',
    unit: 'requests/s',
    runs,
    rows,
    notes: [
      `The manifest has ${image.manifest.size} bytes. Ours checks a bearer token, asks whether the customer's subscription ` +
        'admits the pull and notes it for the audit; Distribution and the floor check nothing.',
      'The floor is a plain node:http server that sends the same bytes from memory.',
      'GET is driven by wrk, HEAD by a client of our own (wrk waits for bodies).',
    ],
  }
}

async function measure(
  contestant: Contestant,
  method: string,
  reference: string,
  connections: number,
  seconds: number,
): Promise<Sample> {
  const target = await contestant.target('published')
  const path = `/v2/${contestant.repository('published')}/manifests/${reference}`
  const headers = { ...target.headers, accept: 'application/vnd.oci.image.manifest.v1+json' }
  const load = { ...target, headers, method, path, connections }
  await hammer({ ...load, seconds: 1 })
  const used = watchProcess(contestant.pid)
  const { requests, seconds: taken, p99 } = await hammer({ ...load, seconds })
  const { cpuMs, ...memory } = used()
  return { value: requests / taken, p99, cpuMicros: (cpuMs * 1000) / requests, ...memory }
}
