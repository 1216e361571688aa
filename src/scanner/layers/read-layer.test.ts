import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { debDatabase, fakeNode, npmPackage } from '../testing/fake-packages.ts'
import { readBytes } from '../testing/read-bytes.ts'
import {
  file,
  folder,
  gz,
  hardlink,
  inChunks,
  opaque,
  paxHeader,
  sealHeader,
  storedZstd,
  symlink,
  tar,
  whiteout,
} from '../testing/tar-writer.ts'
import type { LayerFacts } from './layer-facts.ts'
import { readPathList } from './path-list.ts'
import { readLayer } from './read-layer.ts'

const pathsOf = (facts: LayerFacts) => [...readPathList(facts.paths)]
const codes = (facts: LayerFacts) => facts.problems.map(({ code }) => code)
const small = tar([debDatabase({ name: 'curl', version: '1-1' }), file('usr/bin/curl', 'x'.repeat(5000))])

describe('compression is decided by the first bytes (LAY-2)', () => {
  test('plain tar, gzip, several gzip members and zstd give the same facts', async () => {
    const plain = await readBytes(small)
    expect(plain).toMatchObject({ compression: 'none', entries: 2, complete: true, uncompressedBytes: small.length })
    expect(plain.files[0]?.text).toContain('Package: curl')
    const variants = [gz(small), gz(small.subarray(0, 700), small.subarray(700)), storedZstd(small)]
    for (const bytes of variants) {
      const facts = await readBytes(bytes)
      expect({ ...facts, compression: 'none', compressedBytes: small.length }).toEqual(plain)
    }
  })

  test('zeros after the last gzip member are padding', async () => {
    const facts = await readBytes(Buffer.concat([gz(small), Buffer.alloc(4096)]))
    expect(facts).toMatchObject({ complete: true, entries: 2 })
  })

  test('skippable zstd frames and several frames are read through', async () => {
    const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    const bytes = Buffer.concat([
      skippable,
      storedZstd(small.subarray(0, 1000)),
      skippable,
      storedZstd(small.subarray(1000)),
    ])
    expect(await readBytes(bytes, { chunk: 7 })).toMatchObject({ compression: 'zstd', complete: true, entries: 2 })
  })

  test('a zstd window over 32 MiB is refused, not guessed', async () => {
    const bytes = storedZstd(small)
    bytes[5] = 0xf8
    const facts = await readBytes(bytes)
    expect(facts.complete).toBe(false)
    expect(['compression_unsupported', 'compression_damaged']).toContain(codes(facts)[0])
  })

  test('anything else is a partial report that names the reason', async () => {
    const facts = await readBytes(Buffer.from('BZh9 and so on'.repeat(100)))
    expect(facts).toMatchObject({ compression: 'unknown', complete: false, entries: 0 })
    expect(codes(facts)).toEqual(['compression_unknown'])
  })

  test('an empty stream and an archive of end blocks only are empty layers', async () => {
    expect(await readBytes(Buffer.alloc(0))).toMatchObject({ entries: 0, complete: true })
    expect(await readBytes(tar([]))).toMatchObject({ entries: 0, complete: true })
    expect(await readBytes(gz(tar([])))).toMatchObject({ entries: 0, complete: true })
  })

  test('a cut and a broken gzip stream keep what came before', async () => {
    const whole = gz(tar([debDatabase({ name: 'curl', version: '1-1' }), file('noise', noise(300_000))]))
    const middle = Math.floor(whole.length / 2)
    const cut = await readBytes(whole.subarray(0, middle))
    expect(codes(cut)).toEqual(['archive_truncated'])
    expect(cut.files).toHaveLength(1)
    const broken = Buffer.from(whole)
    broken.fill(0xff, middle, middle + 64)
    expect((await readBytes(broken)).complete).toBe(false)
  })
})

describe('the tar walk (LAY-3, LAY-4)', () => {
  test('long names in pax and in GNU form, and names split into prefix and name', async () => {
    const deep = `${'a-long-folder-name/'.repeat(12)}node_modules/x/package.json`
    for (const longNames of ['pax', 'gnu'] as const) {
      const facts = await readBytes(tar([file(deep, '{"name":"x","version":"1.0.0"}', { longNames })]), { chunk: 100 })
      expect(facts.files.map(({ path }) => path)).toEqual([deep])
    }
    const split = tar([file('name', 'x')])
    split.write('some/prefix', 345, 'latin1')
    expect(codes(await readBytes(split))).toEqual(['compression_unknown'])
    sealHeader(split)
    expect(pathsOf(await readBytes(split))).toEqual(['some/prefix/name'])
  })

  test('an archive without end blocks is whole; one that ends inside an entry is not', async () => {
    const entries = [file('a', 'x'), file('b', 'y'.repeat(600))]
    const open = tar(entries, { end: false })
    expect(await readBytes(open)).toMatchObject({ entries: 2, complete: true })
    expect(codes(await readBytes(open.subarray(0, open.length - 700)))).toEqual(['archive_truncated'])
  })

  test('sizes in binary and sizes in pax records', async () => {
    const entries = [
      file('a', 'x'.repeat(700), { base256: true }),
      file('b', 'y'.repeat(700), { statedSize: 0, pax: { size: '700' } }),
      file('c'),
    ]
    const facts = await readBytes(tar(entries), { chunk: 333 })
    expect(pathsOf(facts)).toEqual(['a', 'b', 'c'])
    expect(facts.fileBytes).toBe(1400)
  })

  test('paths are normalised, and one that climbs out is cut and reported', async () => {
    const facts = await readBytes(tar([file('./a//b'), file('/c'), file('d/../../../e'), folder('f')]))
    expect(pathsOf(facts)).toEqual(['a/b', 'c', 'e'])
    expect(facts.problems).toMatchObject([{ code: 'path_leaves_root', count: 1, paths: ['d/../../../e'] }])
    expect(facts.complete).toBe(true)
  })

  test('bytes that are not UTF-8 keep paths apart', async () => {
    const one = tar([file('caf_')], { end: false })
    const archive = Buffer.concat([patched(one, 0xe9), patched(one, 0xe8), tar([file('café')])])
    expect(pathsOf(await readBytes(archive))).toEqual(['caf\\xe9', 'caf\\xe8', 'café'])
  })

  test('a global header that renames entries is ignored, as engines do, and noted', async () => {
    const facts = await readBytes(
      Buffer.concat([paxHeader('g', { path: 'evil' }), paxHeader('g', { comment: 'x' }), tar([file('a')])]),
    )
    expect(pathsOf(facts)).toEqual(['a'])
    expect(facts.problems).toMatchObject([{ code: 'pax_global_ignored', count: 1 }])
  })

  test('files stored with holes: old GNU maps are passed over, programs inside are found, metadata is named as unread', async () => {
    const node = fakeNode('20.1.0', 100)
    const old = tar([{ path: 'node', content: node, type: 'S' }, file('after')])
    old[482] = 1
    const mapped = Buffer.concat([sealHeader(old.subarray(0, 512)), Buffer.alloc(512), old.subarray(512)])
    expect(await readBytes(mapped)).toMatchObject({ entries: 2, complete: true, executables: [{ path: 'node' }] })
    const pax = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'app/package.json' }
    const facts = await readBytes(tar([file('GNUSparseFile.0/x', '1\n0\n5\n', { pax }), file('after')]))
    expect(facts.problems).toMatchObject([{ code: 'sparse_file', paths: ['app/package.json'] }])
    expect(pathsOf(facts)).toEqual(['app/package.json', 'after'])
  })

  test('links carry no content, whatever size they state', async () => {
    const facts = await readBytes(tar([{ ...hardlink('b', 'a'), statedSize: 4096 }, symlink('c', '../x'), file('d')]))
    expect(facts.links).toEqual([
      { path: 'b', target: 'a', kind: 'hard' },
      { path: 'c', target: '../x', kind: 'symbolic' },
    ])
    expect(pathsOf(facts)).toEqual(['b', 'c', 'd'])
  })

  test('a damaged header stops the layer and says so', async () => {
    const bytes = tar([file('a'), file('b')])
    bytes[512] = 0x7a
    const facts = await readBytes(bytes)
    expect(facts.problems).toMatchObject([{ code: 'archive_damaged', stopped: true }])
    expect(facts).toMatchObject({ entries: 1, complete: false })
  })

  test('whiteouts and opaque folders are listed and are no files (LAY-5)', async () => {
    const facts = await readBytes(
      tar([whiteout('etc/passwd'), whiteout('top'), opaque('opt/app'), file('.wh..wh.plnk/9'), file('x')]),
    )
    expect(facts.whiteouts).toEqual(['etc/passwd', 'top'])
    expect(facts.opaque).toEqual(['opt/app'])
    expect(pathsOf(facts)).toEqual(['.wh..wh.plnk/9', 'x'])
  })
})

describe('SCN-006: bounds give partial reports (LIM-1, 2, 3, 9)', () => {
  test('inflated bytes', async () => {
    const bomb = gz(tar([file('zeros', Buffer.alloc(4 * 1024 * 1024))]))
    const facts = await readBytes(bomb, { limits: { layerBytes: 1024 * 1024 } })
    expect(facts.problems).toMatchObject([{ code: 'layer_too_large', bound: 1024 * 1024, stopped: true }])
    expect(facts.uncompressedBytes).toBeLessThan(2 * 1024 * 1024)
  })

  test('entries', async () => {
    const facts = await readBytes(tar([file('a'), file('b'), file('c')]), { limits: { entries: 2 } })
    expect(codes(facts)).toEqual(['too_many_entries'])
    expect(pathsOf(facts)).toEqual(['a', 'b'])
  })

  test('path length and depth skip the entry and go on', async () => {
    const facts = await readBytes(tar([file('x'.repeat(60)), file('a/b/c/d/e'), file('ok')]), {
      limits: { pathBytes: 50, pathDepth: 3 },
    })
    expect(codes(facts)).toEqual(['path_too_deep', 'path_too_long'])
    expect(pathsOf(facts)).toEqual(['ok'])
  })

  test('an extended header that is too large takes its entry with it', async () => {
    const facts = await readBytes(tar([file('x', '', { pax: { comment: 'y'.repeat(3000) } }), file('ok')]), {
      limits: { paxHeaderBytes: 2000 },
    })
    expect(codes(facts)).toEqual(['pax_too_large'])
    expect(pathsOf(facts)).toEqual(['ok'])
  })

  test('captured files, one by one and together', async () => {
    const layer = tar([
      npmPackage('', 'a', '1.0.0'),
      npmPackage('', 'b', '1.0.0', { pad: 'z'.repeat(5000) }),
      npmPackage('', 'c', '1.0.0'),
    ])
    const single = await readBytes(layer, { limits: { textFileBytes: 1000 } })
    expect(single.problems).toMatchObject([
      { code: 'file_too_large', paths: ['node_modules/b/package.json'], bound: 1000 },
    ])
    const together = await readBytes(layer, { limits: { capturedFiles: 1 } })
    expect(together.problems).toMatchObject([{ code: 'capture_full', count: 2 }])
  })

  test('programs with hits count, too, and so do the targets of links', async () => {
    const programs = ['a', 'b', 'c'].map((path) => file(path, fakeNode('20.1.0', 200)))
    const facts = await readBytes(tar(programs), { limits: { capturedFiles: 2 } })
    expect(facts.problems).toMatchObject([{ code: 'capture_full', paths: ['c'] }])
    const links = await readBytes(tar([symlink('l', 'x'.repeat(5000)), file('ok')]))
    expect(links.problems).toMatchObject([{ code: 'path_too_long', paths: ['l'] }])
    expect(pathsOf(links)).toEqual(['ok'])
  })

  test('listed paths', async () => {
    const facts = await readBytes(tar([file('first-file'), file('second-file')]), { limits: { listedPathBytes: 15 } })
    expect(codes(facts)).toEqual(['listing_full'])
    expect(facts.complete).toBe(false)
  })

  test('JSON that is nested too deeply is skipped and named', async () => {
    const facts = await readBytes(tar([file('app/package.json', `{"a":${'['.repeat(300)}${']'.repeat(300)}}`)]))
    expect(facts.problems).toMatchObject([{ code: 'file_unreadable', paths: ['app/package.json'] }])
  })
})

describe('the stream itself', () => {
  test('a stream that fails rejects with its own error', async () => {
    async function* failing() {
      yield gz(small).subarray(0, 100)
      throw new Error('connection reset')
    }
    await expect(readLayer(failing(), { digest: 'x' })).rejects.toThrow('connection reset')
  })

  test('a Node stream that fails rejects with its own error, for every compression', async () => {
    for (const bytes of [small, gz(small), storedZstd(small)]) {
      const stream = new Readable({ read() {} })
      stream.push(bytes.subarray(0, 300))
      setImmediate(() => stream.destroy(new Error('disk gone')))
      await expect(readLayer(stream, { digest: 'x' })).rejects.toThrow('disk gone')
    }
  })

  test('an abort ends a stream that never goes on', async () => {
    const stop = new AbortController()
    async function* stalled() {
      yield small.subarray(0, 600)
      setImmediate(() => stop.abort(new Error('taking too long')))
      await new Promise(() => {})
    }
    await expect(readLayer(stalled(), { digest: 'x', signal: stop.signal })).rejects.toThrow('taking too long')
  })

  test('wrong digests are found where the caller asks for it (LAY-7)', async () => {
    const bytes = gz(small)
    const sha = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`
    const good = await readBytes(bytes, { verify: { digest: sha(bytes), diffId: sha(small) } })
    expect(good.complete).toBe(true)
    expect(codes(await readBytes(bytes, { verify: { digest: sha(small) } }))).toEqual(['digest_mismatch'])
    expect(codes(await readBytes(bytes, { verify: { diffId: sha(bytes) } }))).toEqual(['digest_mismatch'])
  })

  test('chunk borders do not matter', async () => {
    const layer = gz(tar([debDatabase({ name: 'a', version: '1' }), npmPackage('app', '@s/b', '2.0.0'), whiteout('x')]))
    const whole = await readLayer(inChunks(layer, layer.length), { digest: 'x' })
    for (const size of [1, 13, 512, 1000])
      expect(await readLayer(inChunks(layer, size), { digest: 'x' })).toEqual(whole)
  })
})

function patched(archive: Buffer, byte: number): Buffer {
  const copy = Buffer.from(archive)
  copy[3] = byte
  return sealHeader(copy)
}

function noise(length: number): Buffer {
  let seed = 1
  const next = () => {
    seed = (seed * 48271) % 2147483647
    return seed & 0xff
  }
  return Buffer.from(Array.from({ length }, next))
}
