import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyVex, type VexSubject } from './apply-vex.ts'
import { parseVex } from './parse-vex.ts'
import type { VexDocument, VexStatement } from './statement.ts'

const hex = 'ab'.repeat(32)
const openssl = 'pkg:deb/debian/openssl@3.0.19-1~deb12u1'
const cve = 'CVE-2026-0001'

function read(document: object): VexDocument {
  const parsed = parseVex(JSON.stringify(document))
  if ('unreadable' in parsed) throw new Error(parsed.unreadable)
  return parsed
}

const openVex = (...statements: object[]) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'vex-1',
  author: 'Acme',
  timestamp: '2026-02-01T00:00:00Z',
  statements,
})

const csaf = (status: object, more: object = {}) => ({
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    publisher: { name: 'Acme' },
    tracking: { id: 'ACME-1', current_release_date: '2026-02-01T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        branches: [
          {
            category: 'product_version',
            product: {
              product_id: 'image',
              product_identification_helper: { hashes: [{ file_hashes: [{ algorithm: 'sha256', value: hex }] }] },
            },
          },
        ],
      },
    ],
    full_product_names: [{ product_id: 'ssl', product_identification_helper: { purl: openssl } }],
    relationships: [
      {
        product_reference: 'ssl',
        relates_to_product_reference: 'image',
        full_product_name: { product_id: 'image-ssl' },
      },
    ],
  },
  vulnerabilities: [{ cve, ids: [{ text: 'GHSA-x' }], product_status: status, ...more }],
})

const cycloneDx = (analysis: object, ref: string) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:1',
  metadata: {
    timestamp: '2026-02-01T00:00:00Z',
    component: { 'bom-ref': 'image', hashes: [{ alg: 'SHA-256', content: hex }] },
  },
  components: [{ 'bom-ref': 'outer', components: [{ 'bom-ref': 'ssl', purl: openssl }] }],
  vulnerabilities: [{ id: cve, analysis, affects: [{ ref }] }],
})

describe('SCN-030: documents of three formats say the same (VEX-1)', () => {
  const expected = {
    vulnerability: cve,
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    at: new Date('2026-02-01T00:00:00Z'),
  }

  test('OpenVEX, also in its early form', () => {
    const said = { status: 'not_affected', justification: 'vulnerable_code_not_present' }
    const image = { '@id': `pkg:oci/widget@sha256%3A${hex}`, hashes: { 'sha-256': hex } }
    const { statements, ...head } = read(
      openVex(
        {
          ...said,
          vulnerability: { name: cve, aliases: ['GHSA-x'] },
          products: [{ ...image, subcomponents: [{ '@id': openssl }] }],
        },
        { ...said, vulnerability: cve, products: [openssl] },
      ),
    )
    expect(head).toEqual({ format: 'openvex', id: 'vex-1', author: 'Acme', rejected: [] })
    expect(statements).toEqual([
      {
        ...expected,
        aliases: ['GHSA-x'],
        products: [{ names: [image['@id'], `sha256:${hex}`], components: [openssl] }],
      },
      { ...expected, aliases: [], products: [{ names: [openssl], components: [] }] },
    ])
  })

  test('CSAF: products out of branches and relationships, justifications by flag', () => {
    const { statements, rejected } = read(
      csaf(
        { known_not_affected: ['image-ssl'], fixed: ['ssl'], recommended: ['ssl'] },
        { flags: [{ label: 'vulnerable_code_not_present', product_ids: ['image-ssl'] }] },
      ),
    )
    expect(rejected).toEqual([])
    expect(statements).toEqual([
      { ...expected, aliases: ['GHSA-x'], products: [{ names: [`sha256:${hex}`], components: [openssl] }] },
      expect.objectContaining({ status: 'fixed', products: [{ names: [openssl], components: [] }] }),
    ])
  })

  test('CycloneDX: references within the document and package URLs', () => {
    const analysis = { state: 'not_affected', justification: 'vulnerable_code_not_present' }
    for (const ref of ['ssl', openssl, 'urn:cdx:1/1#ssl']) {
      expect(read(cycloneDx(analysis, ref)).statements).toEqual([
        { ...expected, aliases: [], products: [{ names: [openssl], components: [] }] },
      ])
    }
    expect(read(cycloneDx({ state: 'exploitable' }, 'image')).statements).toMatchObject([
      { status: 'affected', products: [{ names: [`sha256:${hex}`] }] },
    ])
  })

  test.each([
    [
      '"not affected" without a justification',
      openVex({ status: 'not_affected', vulnerability: cve, products: [openssl] }),
      /without a justification/,
    ],
    ['no product', openVex({ status: 'fixed', vulnerability: cve }), /names no product/],
    ['no vulnerability', openVex({ status: 'fixed', products: [openssl] }), /names no vulnerability/],
    [
      'a status of its own',
      openVex({ status: 'harmless', vulnerability: cve, products: [openssl] }),
      /no status that is known/,
    ],
    ['a product that is nowhere', csaf({ fixed: ['other'] }), /names no product/],
    ['a state of its own', cycloneDx({ state: 'fine' }, 'ssl'), /no state that is known/],
  ])('a statement with %s is left out, with the reason', (_, document, reason) => {
    expect(read(document)).toMatchObject({ statements: [], rejected: [expect.stringMatching(reason)] })
  })

  test.each([
    ['{', /not JSON/],
    ['[]', /neither OpenVEX/],
    ['['.repeat(300), /nested deeper/],
    [`"${'x'.repeat(9 * 1024 * 1024)}"`, /larger than 8 MiB/],
  ])('what is no such document is refused with a sentence', (text, reason) => {
    expect(parseVex(text)).toEqual({ unreadable: expect.stringMatching(reason) })
  })

  test('whatever a document holds, reading it ends without an error', () => {
    const key = fc.constantFrom(
      'document',
      'csaf_version',
      'product_tree',
      'branches',
      'vulnerabilities',
      'statements',
      'products',
      'analysis',
      'affects',
      'ref',
      'product_status',
      'fixed',
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(fc.jsonValue(), fc.dictionary(key, tie('any')), fc.array(tie('any'), { maxLength: 3 })),
    })).any
    fc.assert(
      fc.property(
        value,
        fc.constantFrom({ '@context': 'openvex' }, { bomFormat: 'CycloneDX' }, { document: { csaf_version: '2.0' } }),
        (content, kind) => {
          expect(() => parseVex(JSON.stringify({ ...(content as object), ...kind }))).not.toThrow()
        },
      ),
    )
  })
})

describe('SCN-030: which statement counts (VEX-1, VEX-2)', () => {
  const subject: VexSubject = {
    digests: [`sha256:${hex}`],
    purls: [`${openssl}?arch=amd64&distro=debian-12`],
    names: [cve, 'GHSA-x'],
  }
  const says = (product: VexStatement['products'][number], more: Partial<VexStatement> = {}): VexStatement => ({
    vulnerability: cve,
    aliases: [],
    products: [product],
    status: 'fixed',
    ...more,
  })
  const named = (...names: string[]) => ({ names, components: [] })

  test.each([
    ['the digest of the image', named(`sha256:${hex}`)],
    ['an image by package URL', named(`pkg:oci/widget@sha256%3A${hex}`)],
    ['the component', named(openssl)],
    ['all versions of the component', named('pkg:deb/debian/openssl')],
    ['the component for this architecture', named(`${openssl}?arch=amd64`)],
    ['the component within the image', { names: [`sha256:${hex}`], components: [openssl] }],
  ])('%s fits', (_, product) => {
    const statement = says(product)
    expect(applyVex([subject], [statement])).toEqual({ chosen: [statement], unused: [] })
  })

  test.each([
    ['another image', says(named(`sha256:${'cd'.repeat(32)}`))],
    ['another version', says(named('pkg:deb/debian/openssl@1.1.1'))],
    ['another architecture', says(named(`${openssl}?arch=arm64`))],
    ['another component of the image', says({ names: [`sha256:${hex}`], components: ['pkg:deb/debian/zlib'] })],
    ['the component within another image', says({ names: [`sha256:${'cd'.repeat(32)}`], components: [openssl] })],
    ['another vulnerability', says(named(openssl), { vulnerability: 'CVE-2026-9999' })],
  ])('%s does nothing and is listed as unused', (_, statement) => {
    expect(applyVex([subject], [statement])).toEqual({ chosen: [undefined], unused: [statement] })
  })

  test('an alias is enough, and the latest statement wins; the others are no less used', () => {
    const early = says(named(openssl), { at: new Date('2026-01-01') })
    const late = says(named(openssl), { vulnerability: 'GHSA-x', status: 'affected', at: new Date('2026-02-01') })
    const undated = says(named(openssl), { status: 'under_investigation' })
    expect(applyVex([subject], [late, early, undated])).toEqual({ chosen: [late], unused: [] })
  })
})
