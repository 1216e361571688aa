import { randomBytes } from 'node:crypto'
import { buildImage } from '../../src/app/demo/image.ts'
import { type DockerEngine, startDockerEngine } from '../../test/support/docker-engine.ts'
import type { Contestant } from '../contestants/contestant.ts'
import { type Bench, interleaved } from './bench.ts'
import { placeImage } from './place-image.ts'
import type { Sample, Section } from './section.ts'

const layers = 10
const layerBytes = 6_000_000
const tag = '10-layers'

/** PRF-05: what the user waits for. */
export async function measureDockerPull({ ours, peers, runs }: Bench): Promise<Section> {
  const image = await buildImage({
    layers: Array.from({ length: layers }, (_, number) => ({
      createdBy: `COPY part-${number} /srv`,
      files: [{ path: `srv/part-${number}`, content: randomBytes(layerBytes) }],
    })),
    command: ['/srv/run'],
  })
  const contestants = [ours, ...peers.filter(({ name }) => name === 'distribution')]
  for (const contestant of contestants) await placeImage(contestant, image, tag, 'blobs')
  const engine = await startDockerEngine()
  try {
    const { name, password } = ours.publisher
    const host = new URL(ours.server.baseUrl).host
    await succeeds(engine, ['login', '-u', name, '--password-stdin', host], password)
    for (const contestant of contestants) await measure(engine, contestant)
    const samples = await interleaved(contestants, runs, (contestant) => measure(engine, contestant))
    return {
      id: 'PRF-05',
      title: 'docker pull',
      target: 'at most 1.05 × the same pull from Distribution',
      unit: 's',
      runs,
      rows: [{ what: `${layers} layers of ${layerBytes / 1e6} MB`, samples, target: { ratio: 1.05 } }],
      notes: [
        'A real Docker engine pulls, with a login for ours, from 127.0.0.1; the image is removed between the runs. ' +
          'Most of the time is the engine unpacking layers.',
      ],
    }
  } finally {
    await engine.stop()
  }
}

async function measure(engine: DockerEngine, contestant: Contestant): Promise<Sample> {
  const { host, port } = await contestant.target('blobs')
  const image = `${host}:${port}/${contestant.repository('blobs')}:${tag}`
  const seconds = await succeeds(engine, ['pull', '--quiet', image])
  await succeeds(engine, ['rmi', image])
  return { value: seconds }
}

async function succeeds(engine: DockerEngine, args: readonly string[], stdin?: string): Promise<number> {
  const { code, stderr, seconds } = await engine.docker(args, stdin === undefined ? {} : { stdin })
  if (code !== 0) throw new Error(`docker ${args.join(' ')} failed:\n${stderr}`)
  return seconds
}
