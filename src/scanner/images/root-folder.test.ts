import { describe, expect, test } from 'vitest'
import { readLayer } from '../layers/read-layer.ts'
import { mergeLayers } from '../merge/merge-layers.ts'
import { debStatus } from '../testing/fake-packages.ts'
import { inChunks } from '../testing/tar-writer.ts'
import { type FolderEntry, type FolderReader, folderAsLayer, withUnread } from './root-folder.ts'

type Tree = { readonly [name: string]: Tree | string | Error }

/** A folder in memory; an error in place of a file or folder is thrown when it is opened. Text after `->` is a link. */
function readerOf(tree: Tree): FolderReader {
  const at = (path: string) =>
    path.split('/').reduce<Tree[string]>((node, name) => (name === '' ? node : ((node as Tree)[name] ?? '')), tree)
  return {
    async list(path) {
      const folder = at(path)
      if (folder instanceof Error) throw folder
      return Object.entries(folder as Tree).map(([name, node]): FolderEntry => {
        if (node instanceof Error)
          return { name, kind: node.message === 'folder' ? 'folder' : 'file', size: 4, target: '' }
        if (typeof node !== 'string') return { name, kind: 'folder', size: 0, target: '' }
        if (node.startsWith('->')) return { name, kind: 'link', size: 0, target: node.slice(2) }
        return { name, kind: 'file', size: Buffer.byteLength(node), target: '' }
      })
    },
    async *open(path) {
      const node = at(path)
      if (node instanceof Error) throw node
      yield* inChunks(Buffer.from(node as string), 1000)
    },
  }
}

async function read(tree: Tree) {
  const unread: string[] = []
  const facts = await readLayer(
    folderAsLayer(readerOf(tree), (path) => unread.push(path)),
    { digest: 'rootfs' },
  )
  return { facts: withUnread(facts, unread), unread, image: mergeLayers([withUnread(facts, unread)], {}) }
}

const long = `${'deep/'.repeat(40)}end`
const nested = (path: string, leaf: string): Tree =>
  path.split('/').reduceRight<Tree | string>((node, name) => ({ [name]: node }), leaf) as Tree

describe('a root file system is one layer', () => {
  test('packages, links and long names are found as in any layer', async () => {
    const manifest = JSON.stringify({ name: 'left', version: '1.0.0' })
    const { image, facts } = await read({
      etc: { 'os-release': '->../usr/lib/os-release' },
      usr: { lib: { 'os-release': 'ID=debian\nVERSION_ID="12"\n' } },
      var: { lib: { dpkg: { status: debStatus({ name: 'curl', version: '1' }) } } },
      srv: nested(`${long}/node_modules/left/package.json`, manifest),
    })
    expect(image.components.map(({ purl }) => purl)).toEqual([
      'pkg:deb/debian/curl@1?arch=amd64&distro=debian-12',
      'pkg:npm/left@1.0.0',
    ])
    expect(image.complete).toBe(true)
    expect(facts.links).toContainEqual({ path: 'etc/os-release', target: '../usr/lib/os-release', kind: 'symbolic' })
  })

  test('the order in which the system lists names changes nothing', async () => {
    const a = await read({ b: 'two', a: 'one', c: { z: '', y: '' } })
    const b = await read({ c: { y: '', z: '' }, a: 'one', b: 'two' })
    expect(a.facts).toEqual(b.facts)
  })

  test('LIM-9: what cannot be opened is named, and the report is partial', async () => {
    const { unread, image } = await read({ root: new Error('folder'), etc: { shadow: new Error('file'), hosts: 'x' } })
    expect(unread).toEqual(['etc/shadow', 'root'])
    expect(image.complete).toBe(false)
    expect(image.layers[0]?.problems).toMatchObject([
      { code: 'file_unopened', count: 2, paths: ['etc/shadow', 'root'] },
    ])
  })

  test('a file that shrinks or grows meanwhile leaves the rest readable', async () => {
    const manifest = JSON.stringify({ name: 'left', version: '1.0.0' })
    const tree = { a: 'x', b: 'y', node_modules: { left: { 'package.json': manifest } } }
    const reader = readerOf(tree)
    const sizes: Record<string, number> = { a: 100_000, b: 0 }
    const shifting: FolderReader = {
      list: async (path) =>
        (await reader.list(path)).map((entry) => ({ ...entry, size: sizes[entry.name] ?? entry.size })),
      open: (path) => reader.open(path),
    }
    const unread: string[] = []
    const facts = await readLayer(
      folderAsLayer(shifting, (path) => unread.push(path)),
      { digest: 'rootfs' },
    )
    expect(mergeLayers([facts], {}).components.map(({ name }) => name)).toEqual(['left'])
    expect(unread).toEqual(['a'])
  })

  test('what a running system shows under proc, sys and dev is left out', async () => {
    const { facts } = await read({
      proc: { kcore: new Error('file') },
      sys: { a: 'b' },
      dev: { zero: new Error('file') },
      a: '',
    })
    expect(facts.entries).toBe(1)
    expect(facts.complete).toBe(true)
  })
})
