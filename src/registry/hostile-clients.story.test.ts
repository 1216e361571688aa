import { createConnection } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from './domain/digest.ts'
import { dockerImage, ociImage, ociIndex } from './domain/media-types.ts'
import { Client } from './testing/client.ts'
import { listeningBench } from './testing/listening-bench.ts'
import { type RawAnswer, rawRequest } from './testing/raw-request.ts'
import type { RegistryBench } from './testing/registry-bench.ts'

/** Clients that are broken, or mean it: the registry answers each in words, and is none the worse for it. */
let bench: RegistryBench & { readonly host: string }
let acme: Client
let token: string

beforeAll(async () => {
  bench = await listeningBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  acme = new Client(bench, 'ada')
})
// By the machine's clock, a token lasts five minutes.
beforeEach(async () => {
  token = await acme.token('repository:acme/widget:pull,push,delete')
})
afterAll(() => bench?.close())

const bearer = () => ({ authorization: `Bearer ${token}` })
const raw = (
  method: string,
  path: string,
  more: { headers?: Record<string, string | string[]>; body?: Buffer | string } = {},
) => rawRequest(bench.host, { method, path, ...more, headers: { ...bearer(), ...more.headers } })

/** Refused in the registry's own form, with a status of the client's fault. */
function expectRefused(answer: RawAnswer, what: string): void {
  expect(answer.status, `${what}: ${answer.body}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${what}: ${answer.body}`).toBeLessThan(500)
  expect(answer.headers['content-type'], what).toContain('application/json')
  const { errors } = JSON.parse(answer.body) as { errors: { code: string; message: string }[] }
  expect(errors[0]?.message.length, what).toBeGreaterThan(10)
  expect(errors[0]?.code, what).toMatch(/^[A-Z_]+$/)
}

describe('addresses', () => {
  const names = [
    '..',
    '../acme/widget',
    '%2e%2e',
    '%2e%2e/%2e%2e/etc/passwd',
    'acme/%2e%2e/widget',
    'acme/../widget',
    'acme%2f..%2f..%2fetc',
    'acme//widget',
    '/acme/widget',
    '%00',
    'acme/wid%00get',
    'acme/%ff%fe',
    'acme/%zz',
    'acme/%',
    'acme/widget%0d%0aset-cookie:x',
    `acme/${'a'.repeat(256)}`,
    `${'a/'.repeat(2000)}a`,
    'ACME/widget',
    'acme/wïdget',
    'acme\\widget',
    'acme/widget/',
    'acme/.git',
    'acme/wid___get',
    '%E2%80%AE',
    '__proto__/x y',
  ].map((name) => name.replaceAll('ï', '%C3%AF').replaceAll(' ', '%20'))

  test.each(names)('%s leads nowhere', async (name) => {
    for (const rest of ['tags/list', 'manifests/1.0', `blobs/${digestOf(Buffer.from('x'))}`, 'blobs/uploads/']) {
      const answer = await raw(rest.endsWith('uploads/') ? 'POST' : 'GET', `/v2/${name}/${rest}`)
      expectRefused(answer, `${name}/${rest}`)
    }
  })

  test.each(['%2e%2e', '..%2f..', '.', '%00', `${'t'.repeat(129)}`, 'sha256:..', `sha256:${'g'.repeat(64)}`, 'sha1:a'])(
    '%s is neither tag nor digest nor upload',
    async (reference) => {
      for (const place of ['manifests', 'blobs', 'blobs/uploads', 'referrers']) {
        expectRefused(await raw('GET', `/v2/acme/widget/${place}/${reference}`), `${place}/${reference}`)
      }
    },
  )

  test('an address longer than a server reads is refused, not a crash', async () => {
    const answer = await raw('GET', `/v2/${'a'.repeat(70_000)}/tags/list`)
    expect(answer.status).toBe(431)
  })
})

describe('queries and headers', () => {
  const queries = [
    'n=-1',
    'n=1e9',
    'n=99999999999999',
    'n=1&n=2',
    'n[]=1',
    'last=%00',
    'last=%zz',
    'last=%ff',
    '%',
    '&&&',
    '__proto__=1',
    `x=${'y'.repeat(10_000)}`,
  ]
  test.each(queries)('tags/list?%s', async (query) => {
    await acme.pushesImage('acme/widget', '1.0')
    const answer = await raw('GET', `/v2/acme/widget/tags/list?${query}`)
    expect(answer.status).toBeLessThan(500)
    if (answer.status === 200) expect(JSON.parse(answer.body)).toMatchObject({ name: 'acme/widget' })
    else expectRefused(answer, query)
  })

  test('odd ranges of a blob are ignored or refused', async () => {
    const digest = await acme.pushesBlob('acme/widget', Buffer.from('0123456789'))
    const odd = [
      'bytes=',
      'bytes=a-b',
      'bytes=-',
      'bytes=9999999999999999999999-',
      'bytes=0-1,2-3',
      'bytes=--1',
      'items=0-1',
      'bytes=0-99999999999999999999999',
    ]
    for (const range of odd) {
      const answer = await raw('GET', `/v2/acme/widget/blobs/${digest}`, { headers: { range } })
      expect([200, 206, 416], range).toContain(answer.status)
      if (answer.status !== 416) expect('0123456789', range).toBe(answer.body)
    }
  })

  test('odd places of a chunk are refused, and the upload stands', async () => {
    const location = String((await acme.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
    for (const range of [
      '',
      'x',
      '-',
      '5-1',
      '0-',
      '99999999999999999999-99999999999999999999',
      '1-3',
      'bytes 0-0/0/0',
    ]) {
      const answer = await raw('PATCH', location, { headers: { 'content-range': range }, body: 'abc' })
      expectRefused(answer, range)
    }
    expect((await raw('PATCH', location, { headers: { 'content-range': '0-2' }, body: 'abc' })).status).toBe(202)
    const done = await raw('PUT', `${location}?digest=${digestOf(Buffer.from('abc'))}`)
    expect(done.status).toBe(201)
  })

  test('hundreds of headers, and tokens that are none', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-h${i}`, 'v']))
    expect((await raw('GET', '/v2/', { headers: many })).status).toBe(200)
    const huge = await raw('GET', '/v2/', { headers: { 'x-huge': 'v'.repeat(80_000) } })
    expect(huge.status).toBe(431)
    for (const authorization of [
      'Bearer',
      'Bearer  ',
      'Bearer a b',
      `Bearer ${'x'.repeat(10_000)}`,
      'Basic %%%',
      'bearer e30.e30.',
      'Négotiate x',
    ]) {
      expectRefused(
        await raw('GET', '/v2/', { headers: { authorization: Buffer.from(authorization).toString('latin1') } }),
        authorization,
      )
    }
  })

  test('whatever manifest is wished for, the one that is there is sent', async () => {
    await acme.pushesImage('acme/widget', '1.0')
    for (const accept of ['', '*', ';;;', 'text/html', 'a/b;q=2', ',', 'x'.repeat(8000)]) {
      const answer = await raw('GET', '/v2/acme/widget/manifests/1.0', { headers: { accept } })
      expect([answer.status, answer.headers['content-type']]).toEqual([200, dockerImage])
    }
    const etags = await raw('GET', '/v2/acme/widget/manifests/1.0', { headers: { 'if-none-match': '"", W/"x", *, "' } })
    expect(etags.status).toBe(200)
  })

  test('methods that nobody offers', async () => {
    for (const method of ['OPTIONS', 'TRACE', 'PROPFIND', 'PATCH', 'POST']) {
      const answer = await raw(method, '/v2/acme/widget/manifests/1.0')
      expect(answer.status, method).toBeLessThan(500)
      expect(String(answer.headers['content-type']), method).not.toContain('html')
    }
  })
})

describe('uploads', () => {
  const start = async () => String((await acme.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
  const content = Buffer.from('the whole content')

  test('cut off in the middle of the closing request: not there, and it can go on', async () => {
    const location = await start()
    await sendPart(`PUT ${location}?digest=${digestOf(content)} HTTP/1.1`, content.subarray(0, 5), content.length)
    const status = await untilQuiet(() => raw('GET', location))
    expect([status.status, status.headers.range]).toEqual([204, '0-4'])
    expect((await raw('HEAD', `/v2/acme/widget/blobs/${digestOf(content)}`)).status).toBe(404)
    const done = await raw('PUT', `${location}?digest=${digestOf(content)}`, {
      headers: { 'content-range': `5-${content.length - 1}` },
      body: content.subarray(5),
    })
    expect(done.status).toBe(201)
  })

  test('with one wrong byte, with too few and with too many: refused, nothing is kept', async () => {
    const other = Buffer.from('another whole content')
    const wrong = Buffer.from(other)
    wrong[3] = 0
    for (const body of [wrong, other.subarray(1), Buffer.concat([other, other]), Buffer.alloc(0)]) {
      const refused = await raw('PUT', `${await start()}?digest=${digestOf(other)}`, { body })
      expect([refused.status, refused.body]).toEqual([400, expect.stringContaining('DIGEST_INVALID')])
    }
    expect((await raw('HEAD', `/v2/acme/widget/blobs/${digestOf(other)}`)).status).toBe(404)
  })

  test('a manifest larger than allowed: refused before all of it was read, also without a length', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 0x20)
    const sized = await raw('PUT', '/v2/acme/widget/manifests/1.0', {
      headers: { 'content-type': ociImage },
      body: large,
    }).catch(() => undefined)
    if (sized) expect([sized.status, sized.body]).toEqual([413, expect.stringContaining('SIZE_INVALID')])
    const chunked = await acme.pushesManifest('acme/widget', '1.0', large, ociImage)
    expect(chunked.statusCode).toBe(413)
  })

  /** Sends the head of a request and a part of its body, then hangs up. */
  async function sendPart(head: string, part: Buffer, length: number): Promise<void> {
    const [hostname = '', port = ''] = bench.host.split(':')
    const socket = createConnection(Number(port), hostname)
    socket.on('error', () => {})
    const lines = [
      head,
      `host: ${bench.host}`,
      `authorization: Bearer ${token}`,
      `content-length: ${length}`,
      'content-type: application/octet-stream',
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    socket.write(part)
    await wait(300)
    socket.destroy()
  }

  /** The hung-up request may still be putting its bytes away. */
  async function untilQuiet(ask: () => Promise<RawAnswer>): Promise<RawAnswer> {
    for (let tries = 0; ; tries++) {
      const answer = await ask()
      if (answer.headers.range === '0-4' || tries > 100) return answer
      await wait(50)
    }
  }
})

describe('manifests', () => {
  const put = async (body: Buffer | string, type: string) =>
    raw('PUT', '/v2/acme/widget/manifests/hostile', { headers: { 'content-type': type }, body })
  const descriptor = async (text: string) => {
    const bytes = Buffer.from(text)
    const digest = await acme.pushesBlob('acme/widget', bytes)
    return { mediaType: 'application/octet-stream', digest, size: bytes.length }
  }

  test('of a thousand layers are kept; of five thousand are not', async () => {
    const layer = await descriptor('layer')
    const config = await descriptor('{}')
    const of = (count: number) =>
      JSON.stringify({ schemaVersion: 2, config, layers: Array.from({ length: count }, () => layer) })
    expect((await put(of(1000), ociImage)).status).toBe(201)
    const back = await raw('GET', '/v2/acme/widget/manifests/hostile')
    expect(back.body).toBe(of(1000))
    expectRefused(await put(of(5000), ociImage), 'five thousand layers')
  })

  test('that are hostile JSON are refused in words', async () => {
    const config = JSON.stringify(await descriptor('{}'))
    const hostile = [
      '',
      'null',
      '[]',
      '{',
      '['.repeat(100_000),
      `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
      '{"schemaVersion":2e400}',
      `{"schemaVersion":2,"layers":[],"config":{"__proto__":{"mediaType":"a"}}}`,
      `{"schemaVersion":2,"config":${config},"layers":[{"mediaType":"a/\\u0000b","digest":"${digestOf(Buffer.from('{}'))}","size":2}]}`,
      `{"schemaVersion":2,"config":${config},"layers":[],"artifactType":"a\\u0000b"}`,
      `{"schemaVersion":2,"config":${config},"layers":[],"artifactType":["a"]}`,
      `{"schemaVersion":2,"config":${config.replace('"size":2', '"size":1e30')},"layers":[]}`,
      `{"schemaVersion":2,"config":${config.replace('"size":2', '"size":2.5')},"layers":[]}`,
      `{"schemaVersion":2,"config":${config.replace('"size":2', '"size":"2"')},"layers":[]}`,
      `{"schemaVersion":2,"config":${config},"config":null,"layers":[]}`,
      `{"schemaVersion":2,"config":${config},"layers":{"length":4000}}`,
      `{"schemaVersion":2,"mediaType":"${'m'.repeat(10_000)}","config":${config},"layers":[]}`,
    ]
    for (const text of hostile) expectRefused(await put(text, ociImage), text.slice(0, 80))
    expectRefused(await put(Buffer.from([0x7b, 0xff, 0x7d]), ociImage), 'invalid UTF-8')
    expectRefused(await put('{"schemaVersion":2,"mediaType":"a\\u0000b"}', 'application/json'), 'NUL in the media type')
    expectRefused(await put('{}', `application/${'x'.repeat(300)}`), 'a long content type')
  })

  test('whose media type no header can carry are refused, as every pull of them would have to tell it', async () => {
    for (const type of ['application/\u0436', 'a/\u{1f40b}', ' a/b', 'a/b ', 'a/\u007f']) {
      const text = JSON.stringify({ schemaVersion: 2, mediaType: type })
      expectRefused(await put(text, 'application/json'), type)
    }
    expectRefused(await put('{}', 'application/\u00e9'), 'a content type beyond ASCII')
  })

  test('whatever stands in annotations, platforms and unknown documents is kept and told as it is', async () => {
    const config = await descriptor('{"os":"li\\u0000nux","architecture":"amd64"}')
    const child = JSON.stringify({
      schemaVersion: 2,
      config,
      layers: [],
      annotations: JSON.parse('{"__proto__":"x","a\\u0000":"\\ud800","n":1}'),
      subject: { ...config, mediaType: ociImage },
    })
    expect((await put(child, ociImage)).status).toBe(201)
    const referrers = await raw('GET', `/v2/acme/widget/referrers/${config.digest}`)
    expect(referrers.status).toBe(200)
    expect(JSON.parse(referrers.body).manifests[0].annotations['a\0']).toBe('\ud800')
    const platform = { os: 'a\0', architecture: '\udfff', variant: 'v'.repeat(9000) }
    const entry = { mediaType: ociImage, digest: digestOf(Buffer.from(child)), size: child.length, platform }
    expect((await put(JSON.stringify({ schemaVersion: 2, manifests: [entry] }), ociIndex)).status).toBe(201)
    for (const text of ['["', '{"subject":{"mediaType":"a\\u0000"}}', '{"artifactType":"\\u0000"}']) {
      expect((await put(text, 'application/vnd.acme.odd')).status).toBe(201)
    }
  })

  test('any bytes under any content type are kept or refused in words', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          fc.json().map((text) => Buffer.from(text)),
        ),
        fc.constantFrom(
          ociImage,
          ociIndex,
          dockerImage,
          'application/json',
          '',
          'application/vnd.acme.thing',
          'nonsense',
          'a/b; c="',
        ),
        async (body, type) => {
          const answer = await put(body, type)
          if (answer.status !== 201) expectRefused(answer, type)
        },
      ),
      { seed: 7, numRuns: 60 },
    ))
})

test('ten thousand tags are listed in order, each once, page by page', async () => {
  const image = await acme.pushesImage('acme/many', 'a-first')
  await bench.database.execute(
    `INSERT INTO tag (repository_id, name, digest, pushed_at)
     SELECT repository_id, 't' || lpad(n::text, 5, '0'), digest, pushed_at FROM tag, generate_series(1, 10000) AS n
     WHERE name = 'a-first' AND digest = $1`,
    [image],
  )
  const seen: string[] = []
  let url: string | undefined = '/v2/acme/many/tags/list'
  while (url !== undefined) {
    const page = await acme.request('GET', url)
    const { tags } = page.json<{ tags: string[] }>()
    expect(tags.length).toBeLessThanOrEqual(1000)
    seen.push(...tags)
    url = /<([^>]+)>; rel="next"/.exec(String(page.headers.link))?.[1]
  }
  expect(seen).toHaveLength(10_001)
  expect(seen).toEqual([...seen].sort())
  const last = await acme.request('GET', '/v2/acme/many/tags/list?n=3&last=t09998')
  expect([last.json(), last.headers.link]).toEqual([{ name: 'acme/many', tags: ['t09999', 't10000'] }, undefined])
})
