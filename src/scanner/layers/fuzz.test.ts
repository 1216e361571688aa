import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseOsv } from '../advisories/osv.ts'
import { mergeLayers } from '../merge/merge-layers.ts'
import { apkDatabase, debDatabase, debFiles, fakeNode, npmPackage, osRelease } from '../testing/fake-packages.ts'
import { readBytes } from '../testing/read-bytes.ts'
import { file, gz, hardlink, opaque, storedZstd, symlink, tar, whiteout } from '../testing/tar-writer.ts'

const archive = tar([
  osRelease('debian', '12'),
  debDatabase({ name: 'curl', version: '1-1' }, { name: 'libc6', version: '2', source: 'glibc (2.36)' }),
  debFiles('curl', '/usr/bin/curl', '/usr/bin'),
  apkDatabase({ name: 'musl', version: '1.2.4-r0', files: ['lib/ld.so'] }),
  npmPackage('app', '@scope/thing', '1.0.0'),
  file(`${'deep/'.repeat(30)}package.json`, '{"name":"d","version":"1.0.0"}', { longNames: 'gnu' }),
  file('app/run', fakeNode('20.1.0', 64)),
  symlink('lib64', 'usr/lib'),
  hardlink('copy/package.json', 'app/node_modules/@scope/thing/package.json'),
  whiteout('old'),
  opaque('opt'),
])

const limits = { layerBytes: 8 * 1024 * 1024 }

/** Whatever the bytes are: facts that survive JSON and can be merged, and nothing thrown. */
async function survives(bytes: Buffer): Promise<void> {
  const facts = await readBytes(bytes, { limits, chunk: 1000 })
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  const image = mergeLayers([facts, facts], {})
  expect(image.layers).toHaveLength(2)
  expect(isFitForDatabases(JSON.stringify(image))).toBe(true)
}

/** PostgreSQL takes neither NUL nor halves of surrogate pairs in its JSON. */
const isFitForDatabases = (json: string) => !/\\u(0000|d[89a-f])/.test(json)

const mutations = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 })

function mutate(bytes: Buffer, changes: readonly (readonly [number, number])[]): Buffer {
  const copy = Buffer.from(bytes)
  for (const [at, byte] of changes) copy[at % copy.length] = byte
  return copy
}

test('random bytes never throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), (bytes) => survives(Buffer.from(bytes))),
    { numRuns: 200 },
  )
})

test('random bytes behind each magic never throw', async () => {
  const magics = [gz(archive).subarray(0, 10), storedZstd(archive).subarray(0, 6), archive.subarray(0, 512)]
  const property = fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 3000 }), (magic, bytes) =>
    survives(Buffer.concat([magic, bytes])),
  )
  await fc.assert(property, { numRuns: 200 })
})

test('changed bytes in a plain archive never throw', async () => {
  await fc.assert(
    fc.asyncProperty(mutations, (changes) => survives(mutate(archive, changes))),
    { numRuns: 200 },
  )
})

test('changed bytes in compressed archives never throw', async () => {
  const forms = fc.constantFrom(gz(archive), storedZstd(archive))
  await fc.assert(
    fc.asyncProperty(forms, mutations, (bytes, changes) => survives(mutate(bytes, changes))),
    { numRuns: 200 },
  )
})

test('archives cut anywhere never throw', async () => {
  const forms = fc.constantFrom(archive, gz(archive), storedZstd(archive))
  const property = fc.asyncProperty(forms, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, part) =>
    survives(bytes.subarray(0, Math.floor(bytes.length * part))),
  )
  await fc.assert(property, { numRuns: 150 })
})

test('text that no database takes does not get through', async () => {
  const odd = fc
    .array(fc.constantFrom('a', '1', '.', '\0', '\ud800', '\udc00', '\u0007', '\n', 'é', '😀', ' '), { maxLength: 12 })
    .map((parts) => parts.join(''))
  const property = fc.asyncProperty(odd, odd, async (a, b) => {
    const facts = await readBytes(
      tar([
        file('etc/os-release', `ID=debian\nVERSION_ID="${a}"\nPRETTY_NAME='${b}'\n`),
        debDatabase({ name: 'x', version: `1${a}`, source: `s (${b})`, arch: b }),
        apkDatabase({ name: 'y', version: `1${a}`, origin: b, license: a }),
        npmPackage('app', 'z', `1.0.0-${a}`, { license: b, licenses: [{ type: a }] }),
        file('p.egg-info', `Name: p\nVersion: 1${a}\nLicense: ${b}\n\n`),
        file('usr/share/doc/x/copyright', `Format: x\nLicense: ${a}${b}\n`),
      ]),
    )
    const image = mergeLayers([facts], { history: [{ created_by: `${a}${b}` }] })
    expect(isFitForDatabases(JSON.stringify(image))).toBe(true)
    const record = parseOsv({
      id: 'X',
      summary: a,
      details: b,
      affected: [{ package: { ecosystem: 'npm', name: `n${a}` }, versions: [b] }],
    })
    expect(isFitForDatabases(JSON.stringify(record))).toBe(true)
  })
  await fc.assert(property, { numRuns: 150 })
})
