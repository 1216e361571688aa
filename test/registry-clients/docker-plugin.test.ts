import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/command.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { productManifest, type TestPublisher } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'
import { exampleHost, scrub, transcriptsUnder } from '../support/transcripts.ts'
import { writeVolumePlugin } from '../support/volume-plugin.ts'

const docker = requirement('docker')
const go = requirement('go')

/** A docker plugin from the hands of its publisher into the engine of a customer (AUT-021, AUT-111). */
describe.runIf(docker.met && go.met)('a docker plugin, from its publisher to an engine that uses it', () => {
  let store: TestStore
  let engine: DockerEngine
  let folder: string
  let acme: TestPublisher
  let customer: Person
  let published: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chd-plugin-'))
    await writeVolumePlugin(folder, go.met ? go.path : '')
    store = await testStore({ advisories: false })
    engine = await startDockerEngine()
    acme = await store.publisher('acme')
    customer = await store.person('heron')
    published = `${store.registryHost}/store/acme/driver:1.0.0`
  })
  afterAll(async () => {
    await engine?.docker(['plugin', 'rm', '--force', published])
    await engine?.stop()
    await store?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const login = (person: Person) =>
    engine.docker(['login', '-u', person.name, '--password-stdin', store.registryHost], { stdin: person.password })
  const installs = () => engine.docker(['plugin', 'install', '--grant-all-permissions', published])
  const does = async (...args: string[]) => {
    const { code, stdout, stderr } = await engine.docker(args)
    expect([code, stderr]).toEqual([0, ''])
    return stdout.trim()
  }

  test('the publisher creates it, pushes it to staging, and publishes it as a product', async () => {
    await login(acme.person)
    const staged = `${store.registryHost}/acme/driver:1.0.0`
    await does('plugin', 'create', staged, folder)
    await does('plugin', 'push', staged)
    await does('plugin', 'rm', staged)

    const { client } = acme.person
    const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Driver' })
    const manifest = (await productManifest(acme.person, id, 'acme', 'driver')) as { plans: object[] }
    await client.put(`/products/${id}/draft`, { ...manifest, contentType: 'plugin', plans: manifest.plans.slice(0, 1) })
    const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'on_approval' })
    const moderator = await store.staff('mora', 'moderator')
    await moderator.client.post(`/submissions/${submission.id}/approve`, {})
    await store.settle()
  })

  test('a customer who has not accepted the terms gets nothing', async () => {
    await login(customer)
    const refused = await installs()
    expect(refused.code).toBe(1)
    // Others may use the same engine.
    expect((await does('plugin', 'ls', '--format', '{{.Name}}')).split('\n')).not.toContain(published)
    const transcript = {
      client: 'docker',
      command: `docker plugin install ${exampleHost}/store/acme/driver:1.0.0`,
      printed: scrub(refused, store.registryHost, folder),
    }
    // Plugins are fetched by another part of the engine than images. Another version may print something else.
    const document = readFileSync(join(root, 'docs/CLIENTS.md'), 'utf8')
    const version = (await does('version', '--format', '{{.Server.Version}}')).split('+')[0]
    if (!document.includes(`engine ${version}`)) return
    expect(transcriptsUnder(document, 'A refused plugin').get('docker')).toEqual(transcript)
  })

  test('once accepted, the plugin is installed and enabled, and its driver makes volumes', async () => {
    const plan = await store.planOf('driver', 'Community')
    const terms = await customer.client.get<{ hash: string }>(`/plans/${plan.id}/terms`)
    await customer.client.post('/subscriptions', { planId: plan.id, account: customer.name, termsHash: terms.hash })

    const installed = await installs()
    expect([installed.code, installed.stdout]).toEqual([0, expect.stringContaining(`Installed plugin ${published}`)])
    expect(await does('plugin', 'inspect', '--format', '{{.Enabled}}', published)).toBe('true')
    await does('volume', 'create', '--driver', published, 'chd-data')
    expect(await does('volume', 'ls', '--quiet', '--filter', `driver=${published}`)).toBe('chd-data')
    await does('volume', 'rm', 'chd-data')
  })

  test('it is disabled, removed, and installed once more', async () => {
    await does('plugin', 'disable', published)
    await does('plugin', 'rm', published)
    expect((await installs()).code).toBe(0)
  })
})
