import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { searchAudit } from '../audit/index.ts'
import { minutes, seconds } from '../platform/clock.ts'
import { metricsText } from '../platform/metrics.ts'
import type { PullAnswer } from './access/access-source.ts'
import { forgetDecisions } from './forget-decisions.ts'
import { keepAccessLog } from './keep-access-log.ts'
import { listRepositories } from './list-repositories.ts'
import { listTags } from './list-tags.ts'
import { placeImage } from './place-image.ts'
import { readImageForScan } from './read-image-for-scan.ts'
import { removeRepository } from './remove-repository.ts'
import { resolveImage } from './resolve-image.ts'
import { Client, scopesOf } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'
import { verifyImage } from './verify-image.ts'
import { writeAccessLog } from './write-access-log.ts'

const yes: PullAnswer = {
  allowed: true,
  via: 'plan',
  customerClass: 'free',
  productId: '00000000-0000-7000-8000-000000000001',
}
const text = 'accept the terms of Widget once at http://localhost:8080/images/widget or run: docker store get widget'
const no: PullAnswer = {
  allowed: false,
  refusal: { reason: 'terms_required', text, url: 'http://localhost:8080/images/widget', listing: 'widget' },
}

let bench: RegistryBench
let otter: Client
let digest: string

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('otter', { password: 'secret' })
  const acme = new Client(bench, 'ada')
  digest = await acme.pushesImage('acme/widget', '1.0.0')
  await publish('1.0.0', digest)
  otter = new Client(bench, 'otter')
})

function publish(tag: string, of: string) {
  return placeImage(bench.context(), {
    from: { repository: 'acme/widget', digest: of },
    to: { repository: 'store/acme/widget', tag },
  })
}

const manifest = '/v2/store/acme/widget/manifests/1.0.0'

describe('published images', () => {
  test('are the same bytes, and stay as they are whatever happens in staging', async () => {
    bench.decide = () => yes
    const pulled = await otter.request('GET', manifest)
    expect([pulled.statusCode, pulled.headers['docker-content-digest']]).toEqual([200, digest])
    const { layers } = pulled.json<{ layers: { digest: string }[] }>()
    expect((await otter.request('GET', `/v2/store/acme/widget/blobs/${layers[0]?.digest}`)).statusCode).toBe(200)

    const acme = new Client(bench, 'ada')
    const next = await acme.pushesImage('acme/widget', '1.0.0', 'something else')
    await acme.request('DELETE', `/v2/acme/widget/manifests/${digest}`)
    expect((await otter.request('GET', manifest)).headers['docker-content-digest']).toBe(digest)
    await expect(publish('1.0.0', next)).rejects.toMatchObject({ code: 'registry.tag_immutable' })
    expect((await listTags(bench.context(), 'store/acme/widget')).map((tag) => tag.digest)).toEqual([digest])
  })

  test('placing the same image again changes nothing; placing a missing one is refused', async () => {
    expect(await publish('1.0.0', digest)).toMatchObject({ digest })
    await expect(publish('2.0.0', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'registry.manifest_unknown',
    })
  })

  test('of two that publish one tag at the same moment, one is first and the other is told', async () => {
    const acme = new Client(bench, 'ada')
    const images = [await acme.pushesImage('acme/widget', 'a'), await acme.pushesImage('acme/widget', 'b')]
    const results = await Promise.allSettled(images.map((image) => publish('3.0.0', image)))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'registry.tag_immutable' },
    })
    const winner = images[results.findIndex(({ status }) => status === 'fulfilled')]
    const now = await resolveImage(bench.context(), { repository: 'store/acme/widget', reference: '3.0.0' })
    expect(now?.digest).toBe(winner)
  })

  test.each(['store/acme/widget', 'holding/42/widget'])('nobody pushes to %s, and the text says why', async (name) => {
    bench.decide = () => yes
    for (const person of ['ada', 'otter']) {
      const refused = await new Client(bench, person).request('POST', `/v2/${name}/blobs/uploads/`)
      expect([refused.statusCode, refused.json()]).toMatchObject([
        401,
        { errors: [{ code: 'DENIED', message: /(changes only by publishing|frozen copy under review)/ }] },
      ])
      const deleted = await new Client(bench, person).request('DELETE', `/v2/${name}/manifests/1.0.0`)
      expect(deleted.statusCode).toBe(401)
    }
  })
})

describe('refusals (AUT-008, AUT-014, AUT-072…088)', () => {
  test('a token without pull: 401 with the reason and the page in the challenge', async () => {
    bench.decide = () => no
    const refused = await otter.request('GET', manifest)
    expect(refused.statusCode).toBe(401)
    expect(refused.headers['www-authenticate']).toBe(
      'Bearer realm="http://localhost:8080/auth/token",service="localhost:8080",' +
        `scope="repository:store/acme/widget:pull",error="insufficient_scope",error_description="${text}"`,
    )
    expect(refused.headers['docker-distribution-api-version']).toBe('registry/2.0')
    expect(refused.json()).toEqual({
      errors: [
        {
          code: 'DENIED',
          message: text,
          detail: { reason: 'terms_required', url: 'http://localhost:8080/images/widget', listing: 'widget' },
        },
      ],
    })
    const head = await otter.request('HEAD', manifest)
    expect([head.statusCode, head.headers['www-authenticate']]).toMatchObject([401, expect.stringContaining(text)])
  })

  test('the first answer to anybody is a plain challenge with the missing access', async () => {
    const first = await otter.raw('GET', manifest)
    expect(scopesOf(first)).toEqual(['repository:store/acme/widget:pull'])
    expect(first.headers['www-authenticate']).not.toContain('error')
    expect(first.json()).toMatchObject({
      errors: [{ code: 'UNAUTHORIZED', detail: [{ Type: 'repository', Name: 'store/acme/widget', Action: 'pull' }] }],
    })
  })

  test('a tag that the plan does not hold: 403 although the token is good; by digest it is judged the same way', async () => {
    bench.decide = ({ reference }) =>
      reference === undefined || reference === '1.0.0'
        ? yes
        : { allowed: false, refusal: { reason: 'not_in_plan', text: `tag ${reference} is not part of your plan` } }
    const acme = new Client(bench, 'ada')
    const other = await acme.pushesImage('acme/widget', '2.0.0')
    await publish('2.0.0', other)
    const refused = await otter.request('GET', '/v2/store/acme/widget/manifests/2.0.0')
    expect([refused.statusCode, refused.json()]).toMatchObject([
      403,
      { errors: [{ code: 'DENIED', message: 'tag 2.0.0 is not part of your plan' }] },
    ])
    expect((await otter.request('GET', `/v2/store/acme/widget/manifests/${other}`)).statusCode).toBe(403)
    expect((await otter.request('GET', `/v2/store/acme/widget/manifests/${digest}`)).statusCode).toBe(200)
    const tags = await otter.request('GET', '/v2/store/acme/widget/tags/list')
    expect(tags.json()).toEqual({ name: 'store/acme/widget', tags: ['1.0.0'] })
  })

  test('private, frozen and absent names give strangers one and the same answer', async () => {
    const answers = []
    for (const name of ['acme/widget', 'acme/nothing', 'nobody/nothing', 'holding/42/widget', 'users/login']) {
      const refused = await otter.request('GET', `/v2/${name}/manifests/1.0.0`)
      answers.push([refused.statusCode, refused.body.replaceAll(name, 'NAME')])
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject([
      401,
      expect.stringContaining('NAME does not exist, or your account may not pull it'),
    ])
  })

  test('a name that licensing will not speak of is as neutral', async () => {
    const refused = await otter.request('GET', '/v2/store/acme/absent/manifests/1.0.0')
    expect(refused.json()).toMatchObject({ errors: [{ detail: { reason: 'unknown' } }] })
  })

  test('an unknown tag of a repository that one may pull: 404', async () => {
    bench.decide = () => yes
    const absent = await otter.request('GET', '/v2/store/acme/widget/manifests/9.9.9')
    expect([absent.statusCode, absent.json()]).toMatchObject([404, { errors: [{ code: 'MANIFEST_UNKNOWN' }] }])
  })

  test('a warning goes with the manifest', async () => {
    bench.decide = () => ({ ...yes, warning: 'Widget is on hold ("CVE-2026-0001"); see http://localhost:8080' })
    const pulled = await otter.request('GET', manifest)
    expect(pulled.headers.warning).toBe('299 - "Widget is on hold (\\"CVE-2026-0001\\"); see http://localhost:8080"')
  })

  test('when nobody can decide, nothing is handed out: 503, try again', async () => {
    bench.decide = () => {
      throw new Error('the database is away')
    }
    const token = await otter.askToken(['repository:store/acme/widget:pull'])
    expect([token.statusCode, token.headers['retry-after']]).toEqual([503, '5'])
  })

  test('whatever is asked below /v2/ is answered in JSON with the version header', async () => {
    bench.decide = () => yes
    for (const url of ['/v2/nothing', '/v2/A/B/manifests/x', '/v2/acme/widget/nothing', '/v2']) {
      const answer = await otter.request('GET', url)
      expect(answer.headers['content-type']).toMatch(/application\/json/)
      expect(answer.headers['docker-distribution-api-version']).toBe('registry/2.0')
    }
    const wrongMethod = await otter.request('PUT', '/v2/acme/widget/tags/list')
    expect(wrongMethod.headers['content-type']).toMatch(/application\/json/)
  })
})

describe('decisions are remembered for five seconds (AUT-008, AUT-107)', () => {
  test('allowed ones; refusals are asked again each time', async () => {
    bench.decide = () => yes
    const token = await otter.token('repository:store/acme/widget:pull')
    const get = () => otter.raw('GET', manifest, { headers: { authorization: `Bearer ${token}` } })
    expect((await get()).statusCode).toBe(200)
    const { asked } = bench
    await get()
    await get()
    expect(bench.asked).toBe(asked)

    bench.decide = () => no
    expect((await get()).statusCode).toBe(200)
    bench.clock.advance(seconds(5))
    expect((await get()).statusCode).toBe(403)
    bench.decide = () => yes
    expect((await get()).statusCode).toBe(200)
  })

  test('are forgotten at once when the account or the product changes', async () => {
    const token = async () => otter.token('repository:store/acme/widget:pull')
    const get = async (bearer: string) =>
      (await otter.raw('GET', manifest, { headers: { authorization: `Bearer ${bearer}` } })).statusCode
    for (const change of [{ accountId: bench.accountId('otter') }, { productId: String(yes.productId) }, {}]) {
      bench.decide = () => yes
      const bearer = await token()
      expect(await get(bearer)).toBe(200)
      bench.decide = () => no
      await forgetDecisions(bench.context(), { accountId: bench.accountId('heron') })
      expect(await get(bearer)).toBe(200)
      await forgetDecisions(bench.context(), change)
      expect(await get(bearer)).toBe(403)
    }
  })
})

describe('pulls are counted (STO-201, AUT-097, AUT-103)', () => {
  const rows = async () => {
    const { rows: found } = await bench.database.execute(
      'SELECT action, tag, times, absorbed, counted, customer_class, account_name FROM pull_event ORDER BY at, id',
    )
    return found.map(({ action, tag, times, absorbed, counted, customer_class, account_name }) =>
      [action, tag, `${times}×`, `-${absorbed}`, counted, customer_class, account_name].join(' '),
    )
  }
  const byDigest = () => otter.request('GET', `/v2/store/acme/widget/manifests/${digest}`)

  test('a pull as docker makes it is one event; news of it goes out once per batch', async () => {
    bench.decide = () => yes
    await otter.request('HEAD', manifest)
    await byDigest()
    await writeAccessLog(bench.context())
    expect(await rows()).toEqual(['pull_by_tag 1.0.0 1× -0 true free otter'])
    const item = { repository: 'store/acme/widget', productId: yes.productId, count: 1 }
    expect(bench.events).toContainEqual({ type: 'pulls.recorded', batchId: expect.any(String), items: [item] })
  })

  test('somebody who pulls again and again is one event that says how often', async () => {
    bench.decide = () => yes
    for (let pull = 0; pull < 7; pull++) await otter.request('GET', manifest)
    await writeAccessLog(bench.context())
    expect(await rows()).toEqual(['pull_by_tag 1.0.0 7× -0 true free otter'])
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'pulls.recorded', items: [expect.objectContaining({ count: 7 })] }),
    )
  })

  test('staff and the publisher are noted, not counted', async () => {
    bench.decide = () => ({ allowed: true, via: 'publisher', customerClass: 'none' })
    await otter.request('GET', manifest)
    await writeAccessLog(bench.context())
    expect(await rows()).toEqual(['pull_by_tag 1.0.0 1× -0 false none otter'])
    expect(bench.events.filter((event) => event.type === 'pulls.recorded')).toEqual([])
  })

  test('a lookup is a version check; a pull that follows in a later batch says that it was none', async () => {
    bench.decide = () => yes
    await otter.request('HEAD', manifest)
    await writeAccessLog(bench.context())
    expect(await rows()).toEqual(['version_check 1.0.0 1× -0 true free otter'])
    expect(bench.events.filter((event) => event.type === 'pulls.recorded')).toEqual([])
    bench.clock.advance(minutes(1))
    await byDigest()
    await writeAccessLog(bench.context())
    expect((await rows())[1]).toBe('pull_by_tag 1.0.0 1× -1 true free otter')
    bench.clock.advance(minutes(11))
    await byDigest()
    await writeAccessLog(bench.context())
    expect((await rows())[2]).toBe('pull_by_digest  1× -0 true free otter')
  })

  test('while the database is away pulls are kept, and written when it is back', async () => {
    bench.decide = () => yes
    await otter.request('GET', manifest)
    const away = { ...bench.context(), transaction: async () => Promise.reject(new Error('the database is away')) }
    await expect(writeAccessLog(away)).rejects.toThrow('the database is away')
    await otter.request('GET', manifest)
    await writeAccessLog(bench.context())
    expect(await rows()).toEqual(['pull_by_tag 1.0.0 1× -0 true free otter', 'pull_by_tag 1.0.0 1× -0 true free otter'])
  })

  test('a graceful stop loses none; after a kill the pulls of the last second are counted as lost', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chandlery-log-'))
    bench.decide = () => yes
    const stop = await keepAccessLog(bench.context(), { dataDir })
    for (let pull = 0; pull < 3; pull++) await otter.request('GET', manifest)
    await stop()
    expect(await rows()).toEqual(['pull_by_tag 1.0.0 3× -0 true free otter'])

    // Killed: nothing is written any more, what is noted goes with the process, only the folder stays.
    const folder = join(dataDir, 'run', 'unwritten-pulls')
    expect(await readFile(folder, 'utf8')).toMatch(/^0 /)
    await writeFile(folder, '5')
    const stopAgain = await keepAccessLog(bench.context(), { dataDir })
    await stopAgain()
    const lost = (await searchAudit(bench.context(person('mo', ['moderator'])), {})).entries.find(
      (entry) => entry.action === 'registry.pulls_lost',
    )
    expect(lost?.details).toEqual({ count: 5 })
    expect((await metricsText()).text).toMatch(/^chandlery_registry_lost_pulls_total [1-9]/m)
    await rm(dataDir, { recursive: true })
  })
})

describe('what other parts of the store ask', () => {
  test('what an image is, which there are, and what is in them', async () => {
    const image = await resolveImage(bench.context(), { repository: 'store/acme/widget', reference: '1.0.0' })
    expect(image).toMatchObject({ digest, kind: 'image', platforms: [{ os: 'linux', architecture: 'amd64', digest }] })
    expect(await resolveImage(bench.context(), { repository: 'acme/widget', reference: '7' })).toBeUndefined()
    expect(await resolveImage(bench.context(), { repository: 'No Good', reference: '-' })).toBeUndefined()
    expect(await listRepositories(bench.context(), 'store/acme')).toMatchObject([
      { name: 'store/acme/widget', tagCount: 1, pushedAt: bench.clock.now() },
    ])
    expect(await listRepositories(bench.context(), 'acme')).toMatchObject([{ name: 'acme/widget' }])

    const [scannable] = await readImageForScan(bench.context(), { repository: 'acme/widget', digest })
    expect(scannable?.config).toMatchObject({ os: 'linux' })
    const chunks = await (await scannable?.layers[0]?.open())?.toArray()
    expect(Buffer.concat(chunks ?? []).toString()).toBe('layer of 1.0.0')
  })

  test('an image is verified byte by byte; a damaged one is found', async () => {
    expect(await verifyImage(bench.context(), { repository: 'acme/widget', digest })).toMatchObject({
      manifests: 1,
      blobs: 2,
    })
    const [scannable] = await readImageForScan(bench.context(), { repository: 'acme/widget', digest })
    const layer = scannable?.layers[0]
    if (layer) await bench.blobs.remove(layer.digest)
    await expect(verifyImage(bench.context(), { repository: 'acme/widget', digest })).rejects.toMatchObject({
      code: 'registry.image_damaged',
    })
  })

  test('a frozen copy goes with its repository, the original stays', async () => {
    const holding = 'holding/42/widget'
    await placeImage(bench.context(), {
      from: { repository: 'acme/widget', digest },
      to: { repository: holding, tag: '1.0.0' },
    })
    await removeRepository(bench.context(), holding)
    await removeRepository(bench.context(), holding)
    expect(await resolveImage(bench.context(), { repository: holding, reference: '1.0.0' })).toBeUndefined()
    expect(await resolveImage(bench.context(), { repository: 'acme/widget', reference: digest })).toBeDefined()
    expect(bench.events).toContainEqual({ type: 'image.deleted', repository: holding })
  })
})
