// Program: pulls images and pushes small ones, in turn and with pauses, as customers and publishers do; prints latencies as JSON.
import { createHash, randomBytes } from 'node:crypto'
import { percentile } from '../report/statistics.ts'
import { type Answer, Connection, type Target } from './connection.ts'

/** Who pulls and pushes what, and for how long. */
export interface MixedLoad extends Target {
  readonly repository: string
  readonly pullers: number
  readonly pushers: number
  /** Milliseconds between two pulls or pushes of one client. */
  readonly pause: number
  readonly seconds: number
  /** What is pulled: each manifest, and one of its layers. */
  readonly images: readonly { readonly manifest: string; readonly layers: readonly string[] }[]
  /** A blob of the repository that pushed manifests name as their configuration. */
  readonly config: { readonly digest: string; readonly size: number }
}

/** Milliseconds: of a pull (manifest and one layer) and of a push (one layer and the manifest). */
export interface MixedResult {
  readonly pulls: number
  readonly pushes: number
  readonly pullP99: number
  readonly pushP99: number
}

const mediaType = 'application/vnd.oci.image.manifest.v1+json'
const pushed = 64 * 1024

async function main(load: MixedLoad): Promise<MixedResult> {
  const until = performance.now() + load.seconds * 1000
  const repeat = async (work: (connection: Connection, turn: number) => Promise<void>) => {
    const latencies: number[] = []
    const connection = new Connection(load)
    for (let turn = 0; performance.now() < until; turn++) {
      const begun = performance.now()
      await work(connection, turn)
      latencies.push(performance.now() - begun)
      await new Promise((resolve) => setTimeout(resolve, load.pause))
    }
    connection.close()
    return latencies
  }
  const pulling = Array.from({ length: load.pullers }, (_, client) =>
    repeat((connection, turn) => pull(load, connection, client + turn * load.pullers)),
  )
  const pushing = Array.from({ length: load.pushers }, () => repeat((connection) => push(load, connection)))
  const pulls = (await Promise.all(pulling)).flat().sort((a, b) => a - b)
  const pushes = (await Promise.all(pushing)).flat().sort((a, b) => a - b)
  return {
    pulls: pulls.length,
    pushes: pushes.length,
    pullP99: percentile(pulls, 99),
    pushP99: percentile(pushes, 99),
  }
}

async function pull({ repository, images }: MixedLoad, connection: Connection, turn: number): Promise<void> {
  const image = images[turn % images.length]
  const layer = image?.layers[turn % image.layers.length]
  expectStatus(await connection.send(connection.head('GET', `/v2/${repository}/manifests/${image?.manifest}`)), 200)
  expectStatus(await connection.send(connection.head('GET', `/v2/${repository}/blobs/${layer}`)), 200)
}

async function push({ repository, config }: MixedLoad, connection: Connection): Promise<void> {
  const layer = randomBytes(pushed)
  const digest = digestOf(layer)
  const empty = { 'content-length': 0 }
  const begun = await connection.send(connection.head('POST', `/v2/${repository}/blobs/uploads/`, empty))
  const { pathname, search } = new URL(expectStatus(begun, 202).headers.get('location') ?? '', 'http://registry')
  const path = `${pathname}${search ? `${search}&` : '?'}digest=${digest}`
  const bytes = { 'content-length': layer.length, 'content-type': 'application/octet-stream' }
  expectStatus(await connection.send(connection.head('PUT', path, bytes), [layer]), 201)
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: layer.length }],
    }),
  )
  const head = connection.head('PUT', `/v2/${repository}/manifests/${digestOf(manifest)}`, {
    'content-length': manifest.length,
    'content-type': mediaType,
  })
  expectStatus(await connection.send(head, [manifest]), 201)
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`A request was answered with ${answer.status} instead of ${status}.`)
  return answer
}

process.stdout.write(JSON.stringify(await main(JSON.parse(process.argv[2] ?? '') as MixedLoad)))
process.exit(0)
