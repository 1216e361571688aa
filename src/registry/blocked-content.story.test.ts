import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seconds } from '../platform/clock.ts'
import type { PullAnswer } from './access/access-source.ts'
import type { Digest } from './domain/digest.ts'
import { forgetDecisions } from './forget-decisions.ts'
import { placeImage } from './place-image.ts'
import { Client } from './testing/client.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

/** What no token opens any more: content that was blocked, tokens whose credential was revoked (STO-114, AUT-107). */
let bench: RegistryBench
/** A second program on the same database whose news are lost. */
let replica: RegistryBench

const published = 'store/acme/widget'
const yes: PullAnswer = { allowed: true, via: 'plan', customerClass: 'free' }
const blocked: PullAnswer = {
  allowed: false,
  refusal: { reason: 'revoked', text: 'Widget was revoked on 3 May: malware; see http://localhost/images/widget' },
}

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'a', namespaces: { acme: 'owner' } })
  bench.members.set('otter', { password: 'w', namespaces: { otter: 'owner' } })
  bench.members.set('mo', { password: 'm', roles: ['moderator'] })
  replica = await bench.deafReplica()
})

/** Widget is on the shelf, and everybody may pull it. Answers the digests of its manifest and of its layer. */
async function publishes() {
  const digest = await new Client(bench, 'ada').pushesImage('acme/widget', '1.0.0')
  await placeImage(bench.context(), {
    from: { repository: 'acme/widget', digest },
    to: { repository: published, tag: '1.0.0' },
  })
  bench.decide = () => yes
  const manifest = await new Client(bench, 'ada').request('GET', `/v2/acme/widget/manifests/${digest}`)
  const { layers } = manifest.json<{ layers: { digest: Digest }[] }>()
  return { digest, layer: layers[0]?.digest ?? '' }
}

/** Requests with one token, as an engine makes that has fetched it already. */
async function holds(at: RegistryBench, name: string, ...scopes: string[]) {
  const client = new Client(at, name)
  const authorization = `Bearer ${await client.token(...(scopes.length ? scopes : [`repository:${published}:pull`]))}`
  return (url: string, method: 'GET' | 'POST' = 'GET') => client.raw(method, url, { headers: { authorization } })
}

describe('block now', () => {
  test('stops manifests and new blobs at once where the news arrive, within 5 s where they do not', async () => {
    const { digest, layer } = await publishes()
    const here = await holds(bench, 'otter')
    const there = await holds(replica, 'otter')
    const both = async (url: string) => [(await here(url)).statusCode, (await there(url)).statusCode]
    expect(await both(`/v2/${published}/blobs/${layer}`)).toEqual([200, 200])
    expect(await both(`/v2/${published}/manifests/${digest}`)).toEqual([200, 200])

    bench.blocked.add(published)
    bench.decide = () => blocked
    await forgetDecisions(bench.context())
    const refused = await here(`/v2/${published}/blobs/${layer}`)
    expect([refused.statusCode, refused.json()]).toMatchObject([
      403,
      {
        errors: [
          { code: 'DENIED', message: blocked.allowed ? '' : blocked.refusal.text, detail: { reason: 'revoked' } },
        ],
      },
    ])
    expect((await here(`/v2/${published}/manifests/${digest}`)).statusCode).toBe(403)

    bench.clock.advance(seconds(5))
    expect(await both(`/v2/${published}/blobs/${layer}`)).toEqual([403, 403])
    expect(await both(`/v2/${published}/manifests/${digest}`)).toEqual([403, 403])
  })

  test('leaves its publisher, staff and everything else alone', async () => {
    const { layer } = await publishes()
    bench.blocked.add(published)
    bench.decide = ({ caller }) => (caller.accountName === 'ada' ? { ...yes, via: 'publisher' } : blocked)
    const ada = await holds(bench, 'ada', `repository:${published}:pull`, 'repository:acme/widget:pull')
    expect((await ada(`/v2/${published}/blobs/${layer}`)).statusCode).toBe(200)
    expect((await ada(`/v2/acme/widget/blobs/${layer}`)).statusCode).toBe(200)
    bench.decide = ({ caller }) => (caller.staff ? { ...yes, via: 'staff' } : blocked)
    expect((await (await holds(bench, 'mo'))(`/v2/${published}/blobs/${layer}`)).statusCode).toBe(200)
  })

  test('cannot be got around by mounting the layer somewhere else', async () => {
    const { layer } = await publishes()
    const otter = await holds(bench, 'otter', `repository:${published}:pull`, 'repository:otter/copy:pull,push')
    const mounts = () => otter(`/v2/otter/copy/blobs/uploads/?mount=${layer}&from=${published}`, 'POST')
    bench.blocked.add(published)
    await forgetDecisions(bench.context())
    expect((await mounts()).statusCode).toBe(202)
    expect((await otter(`/v2/otter/copy/blobs/${layer}`)).statusCode).toBe(404)
    bench.blocked.clear()
    await forgetDecisions(bench.context())
    expect((await mounts()).statusCode).toBe(201)
  })

  test('is asked for once in a while, not by every request', async () => {
    const { layer } = await publishes()
    const otter = await holds(bench, 'otter')
    await otter(`/v2/${published}/blobs/${layer}`)
    // The database is away for a moment: what was known 4 seconds ago still serves, later nothing is handed out.
    bench.unreachable = true
    bench.clock.advance(seconds(4))
    expect((await otter(`/v2/${published}/blobs/${layer}`)).statusCode).toBe(200)
    bench.clock.advance(seconds(5))
    const unknown = await otter(`/v2/${published}/blobs/${layer}`)
    expect([unknown.statusCode, unknown.headers['retry-after']]).toEqual([503, '5'])
  })
})

describe('a revoked access token', () => {
  test('voids the pull tokens made from it, on every replica within 5 s', async () => {
    const { layer } = await publishes()
    bench.members.set('otter', { password: 'w', credentialId: 'token-1' })
    const [here, there] = [await holds(bench, 'otter'), await holds(replica, 'otter')]
    const url = `/v2/${published}/blobs/${layer}`
    expect([(await here(url)).statusCode, (await there(url)).statusCode]).toEqual([200, 200])
    bench.revoked.add('token-1')
    bench.clock.advance(seconds(5))
    for (const holder of [here, there]) {
      const refused = await holder(url)
      expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([
        401,
        expect.stringContaining('error="invalid_token"'),
      ])
      expect(refused.json().errors[0].message).toContain('revoked')
    }
  })

  test('other tokens of the account stay good', async () => {
    const { layer } = await publishes()
    const otter = await holds(bench, 'otter')
    bench.revoked.add('token-1')
    bench.clock.advance(seconds(5))
    expect((await otter(`/v2/${published}/blobs/${layer}`)).statusCode).toBe(200)
  })
})
