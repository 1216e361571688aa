import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../scripts/command.ts'
import { exportImages, importImages, listTags } from '../../src/registry/index.ts'
import { type RegistryBench, registryBench } from '../../src/registry/testing/registry-bench.ts'
import { writeOciLayout } from '../../src/registry/testing/small-image.ts'
import { requirement } from '../support/requirements.ts'

const skopeo = requirement('skopeo')

let bench: RegistryBench
let folder: string

beforeAll(async () => {
  bench = await registryBench()
  folder = await mkdtemp(join(tmpdir(), 'chd-archives-'))
  await writeFile(join(folder, 'policy.json'), JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }))
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true, force: true })
})

describe.runIf(skopeo.met)('archives and a real skopeo', () => {
  const copy = async (...args: string[]) => {
    const done = await run('skopeo', ['--policy', join(folder, 'policy.json'), 'copy', '--quiet', '--all', ...args])
    expect(done.stderr).toBe('')
  }

  test('what skopeo archived is imported, and what is exported skopeo reads: one digest all the way', async () => {
    const digest = await writeOciLayout(join(folder, 'made'), ['amd64', 'arm64'])
    await copy(`oci:${folder}/made:latest`, `oci-archive:${folder}/skopeo.tar:1.0.0`)

    const ctx = bench.context()
    const into = { repository: 'acme/widget' }
    expect(await importImages(ctx, { source: createReadStream(join(folder, 'skopeo.tar')), into })).toMatchObject({
      repositories: [{ repository: 'acme/widget', tags: ['1.0.0'], manifests: 3 }],
    })
    expect(await listTags(ctx, 'acme/widget')).toMatchObject([{ tag: '1.0.0', digest }])

    const archive = await exportImages(ctx, { repository: 'acme/widget' })
    await pipeline(archive.open(), createWriteStream(join(folder, 'ours.tar')))
    const inspected = await run('skopeo', ['inspect', '--raw', `oci-archive:${folder}/ours.tar:1.0.0`])
    expect(JSON.parse(inspected.stdout)).toMatchObject({ manifests: [{}, {}] })
    await copy(`oci-archive:${folder}/ours.tar:1.0.0`, `oci:${folder}/back:1.0.0`)
    const index = JSON.parse(await readFile(join(folder, 'back', 'index.json'), 'utf8'))
    expect(index.manifests[0].digest).toBe(digest)
  })
})
