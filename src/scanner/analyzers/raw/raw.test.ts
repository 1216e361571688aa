import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { debDatabase, debFiles, osRelease } from '../../testing/fake-packages.ts'
import { bytesOf, programWith, type RawSample, recognisedIn } from '../../testing/raw-samples.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { recognisers } from './products/all-products.ts'
import { rawAnalyzer } from './raw-analyzer.ts'

const folder = join(import.meta.dirname, 'fixtures')
const read = (name: string): RawSample[] => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RawSample[]
const groups = readdirSync(folder).filter((name) => name !== 'negatives.json' && name !== 'node-20.json')
const samples = groups.flatMap(read)
const negatives = read('negatives.json')
const label = ({ product, version = 'no version', from }: RawSample) => `${product} ${version}: ${from}`
const seen = (sample: RawSample) => recognisedIn(sample).map(({ name, version }) => `${name} ${version ?? ''}`.trim())

describe('SCN-012: programs by their content', () => {
  test.each(samples.map((sample) => [label(sample), sample] as const))('%s', (_, sample) => {
    const found = recognisedIn(sample).find(({ name }) => name === sample.product)
    expect(found?.version).toBe(sample.version)
    expect(found).toMatchObject({ rule: `raw.${sample.product}`, confidence: 'identified' })
  })

  test.each(negatives.map((sample) => [`not ${label(sample)}`, sample] as const))('%s', (_, sample) => {
    expect(recognisedIn(sample).filter(({ name }) => name === sample.product)).toEqual([])
  })
})

test('SCN-013: the same when every file is called app', async () => {
  const plain = samples.filter(({ soname, go, script }) => !soname && !go && !script)
  for (const sample of plain) {
    const { components } = await imageOf([[file('app', bytesOf(sample))]])
    expect(components.map(({ name, version }) => `${name} ${version ?? ''}`.trim()).sort()).toEqual(seen(sample).sort())
  }
})

test('SCN-014: bare libraries and the programs beside them in the table, each with its version', () => {
  const table =
    `openssl zlib curl sqlite libpng expat pcre2 xz gnutls glibc bash libgcrypt libjpeg-turbo libtiff libssh2
    nghttp2 zstd bzip2 krb5 libyaml gmp musl busybox`.split(/\s+/)
  const found = new Set(samples.flatMap(recognisedIn).flatMap(({ name, version }) => (version ? [name] : [])))
  expect(table.filter((name) => !found.has(name))).toEqual([])
})

describe('SCN-015: libraries that were linked in', () => {
  const linked = programWith([
    'OpenSSL 3.0.19 27 Jan 2026',
    ' deflate 1.2.13 Copyright 1995-2022 Jean-loup Gailly and Mark Adler ',
    'SQLite format 3\0CREATE TABLE x(type text,name text,tbl_name text,rootpage int,sql text)\x003.40.1',
    'libcurl/7.88.1',
  ])

  test('are contained in a program of whatever name, each with its own evidence (RAW-4)', async () => {
    const { components } = await imageOf([[file('opt/app', linked)]])
    expect(
      components.map(({ purl, locations, evidence }) => [purl, locations[0]?.contained, evidence[0]?.rule]),
    ).toEqual([
      ['pkg:generic/curl@7.88.1', true, 'raw.curl'],
      ['pkg:generic/openssl@3.0.19', true, 'raw.openssl'],
      ['pkg:generic/sqlite@3.40.1', true, 'raw.sqlite'],
      ['pkg:generic/zlib@1.2.13', true, 'raw.zlib'],
    ])
    expect(new Set(components.map(({ evidence }) => evidence[0]?.offset)).size).toBe(4)
  })

  test('name the program that they are in, if that is known', async () => {
    const host = programWith(['nginx version: nginx/1.25.1', 'OpenSSL 3.0.19 27 Jan 2026'])
    const { components } = await imageOf([[file('app', host)]])
    const [nginx, openssl] = components
    expect([nginx?.name, nginx?.containedIn, openssl?.name]).toEqual(['nginx', undefined, 'openssl'])
    expect(openssl?.containedIn).toEqual([nginx?.id])
  })

  test('two versions in one program are two components', async () => {
    const two = programWith([' deflate 1.2.13 Copyright 1995-2022 x', ' deflate 1.2.11 Copyright 1995-2017 x'])
    const { components } = await imageOf([[file('app', two)]])
    expect(components.map(({ purl }) => purl)).toEqual(['pkg:generic/zlib@1.2.11', 'pkg:generic/zlib@1.2.13'])
  })

  test('a program that loads the library only says which version it was built with', () => {
    const server = {
      product: '',
      from: 'made up',
      windows: ['nginx version: nginx/1.22.1', 'OpenSSL 3.0.19 27 Jan 2026'],
    }
    expect(seen({ ...server, needed: ['libcrypto.so.3', 'libc.so.6'] })).toEqual(['nginx 1.22.1'])
    expect(seen({ ...server, needed: ['libc.so.6'] })).toEqual(['nginx 1.22.1', 'openssl 3.0.19'])
  })

  test('are not contained in themselves', () => {
    const library = { product: 'zlib', from: 'made up', windows: [' deflate 1.2.13 Copyright 1995-2022 x'] }
    expect(recognisedIn({ ...library, soname: 'libz.so.1' })[0]).not.toHaveProperty('contained')
    expect(recognisedIn({ ...library, soname: 'libother.so.1' })[0]).toHaveProperty('contained', true)
  })
})

describe('SCN-016: look-alikes (RAW-5)', () => {
  const only = (...windows: string[]) => seen({ product: '', from: 'made up', windows })
  test.each([
    ['OpenSSL', ['OpenSSL 3.0.19 27 Jan 2026'], ['openssl 3.0.19']],
    ['AWS-LC', ['OpenSSL 1.1.1 (compatible; AWS-LC 1.69.0)'], ['aws-lc 1.69.0']],
    ['BoringSSL', ['OpenSSL 1.1.1 (compatible; BoringSSL)'], ['boringssl']],
    ['LibreSSL', ['LibreSSL 3.7.3'], ['libressl 3.7.3']],
    ['nginx', ['nginx version: nginx/1.25.1'], ['nginx 1.25.1']],
    ['OpenResty, which is also nginx', ['nginx version: openresty/1.21.4.1'], ['nginx 1.21.4', 'openresty 1.21.4.1']],
    ['MIT Kerberos', ['KRB5_BRAND: krb5-1.20.1-final 1.20.1 20221115'], ['krb5 1.20.1']],
    ['Heimdal', ['@(#)$Version: Heimdal 7.8.0 by nobody on host ($'], ['heimdal 7.8.0']],
  ])('%s', (_, windows, expected) => expect(only(...windows).sort()).toEqual(expected))
})

describe('SCN-017: what a package owns', () => {
  const owned = [
    osRelease('debian', '12', 'bookworm'),
    debDatabase({ name: 'nginx', version: '1.22.1-9' }),
    debFiles('nginx', '/usr/sbin/nginx'),
    file('usr/sbin/nginx', programWith(['nginx version: nginx/1.22.1', ' deflate 1.2.13 Copyright 1995-2022 x'])),
  ]

  test('is one component, with what is inside as its evidence', async () => {
    const { components } = await imageOf([owned])
    expect(components.map(({ name }) => name)).toEqual(['nginx'])
    expect(components[0]?.evidence.map(({ rule }) => rule)).toEqual(['raw.nginx', 'raw.zlib', 'dpkg.status'])
  })
})

describe('the records', () => {
  test('search for six bytes at least, so that all are found fast', () => {
    for (const needle of rawAnalyzer.needles) expect([needle, needle.length >= 6]).toEqual([needle, true])
  })

  test('never say that a file is something because of its name or of nothing (RAW-1)', () => {
    for (const { product, all } of recognisers) expect([product, all.length > 0]).toEqual([product, true])
  })

  test('do not fail on any text, and find nothing in noise', () => {
    const needle = fc.constantFrom(...rawAnalyzer.needles)
    const piece = fc.oneof(needle, fc.string(), fc.constantFrom('\0', '1.2.3', '\x003.11.2\0'))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = recognisedIn({ product: '', from: 'noise', windows: [pieces.join('')] })
        for (const { version = '1' } of found) expect(version).toMatch(/^\d[\w.+-]{0,60}$/)
      }),
      { numRuns: 300 },
    )
  })
})
