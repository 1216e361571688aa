import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { productManifest, type TestPublisher } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const docker = requirement('docker')
const busybox = requirement('busybox')

/** The store's main job with a real docker engine: log in, push, be refused with the reason, subscribe, pull, run. */
describe.runIf(docker.met && busybox.met)('from the push of a publisher to the run of a customer, with docker', () => {
  let store: TestStore
  let engine: DockerEngine
  let acme: TestPublisher
  let customer: Person
  let published: string

  beforeAll(async () => {
    store = await testStore()
    engine = await startDockerEngine()
    acme = await store.publisher('acme')
    customer = await store.person('heron')
    published = `${store.registryHost}/store/acme/widget:1.0.0`
  })
  afterAll(async () => {
    await engine?.stop()
    await store?.close()
  })

  const login = (person: Person) =>
    engine.docker(['login', '-u', person.name, '--password-stdin', store.registryHost], { stdin: person.password })

  test('the publisher logs in and pushes two images to staging', async () => {
    expect((await login(acme.person)).stdout).toContain('Login Succeeded')
    for (const repository of ['widget', 'widget-pro']) {
      const image = await engine.importBusybox(`${store.registryHost}/acme/${repository}:1.0.0`)
      const pushed = await engine.docker(['push', image])
      expect(pushed.stdout + pushed.stderr).toMatch(/1\.0\.0: digest: sha256:/)
      await engine.docker(['rmi', image])
    }
  })

  test('the product is submitted, approved and published', async () => {
    const { client } = acme.person
    const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
    await client.put(`/products/${id}/draft`, await productManifest(acme.person, id, 'acme'))
    const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'manual' })
    const moderator = await store.staff('mora', 'moderator')
    await moderator.client.post(`/submissions/${submission.id}/approve`, {})
    await client.post(`/submissions/${submission.id}/publish`)
  })

  test('a stranger and a customer without terms are refused, and docker prints where to go', async () => {
    await engine.docker(['logout', store.registryHost])
    const stranger = await engine.docker(['pull', published])
    expect(stranger.code).not.toBe(0)
    expect(stranger.stderr).toContain(`docker login ${store.registryHost}`)
    expect(stranger.stderr).toContain(`${store.baseUrl}/images/widget`)

    expect((await login(customer)).stdout).toContain('Login Succeeded')
    const unsubscribed = await engine.docker(['pull', published])
    expect(unsubscribed.code).not.toBe(0)
    expect(unsubscribed.stderr).toMatch(/accept the terms of .* once at/)
    expect(unsubscribed.stderr).toContain(`${store.baseUrl}/images/widget`)
  })

  test('he accepts the terms, pulls and runs it', async () => {
    const plan = await store.planOf('widget', 'Community')
    const terms = await customer.client.get<{ hash: string }>(`/plans/${plan.id}/terms`)
    await customer.client.post('/subscriptions', { planId: plan.id, account: customer.name, termsHash: terms.hash })

    const pulled = await engine.docker(['pull', published])
    expect(pulled.stdout).toContain('Status: Downloaded newer image')
    const ran = await engine.docker(['run', '--rm', '--network', 'none', published])
    expect(ran).toMatchObject({ code: 0, stdout: 'hello from the shelf\n' })
  })

  test('the paid plan stays closed to him, with the page where it is sold', async () => {
    const refused = await engine.docker(['pull', `${store.registryHost}/store/acme/widget-pro:1.0.0`])
    expect(refused.stderr).toMatch(/needs a paid plan: http/)
  })
})
