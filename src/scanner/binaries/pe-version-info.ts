import { type ByteView, orNothing, readTable } from './byte-view.ts'
import { fileOffset } from './loaded-image.ts'
import { type PeFile, RESOURCES } from './pe-file.ts'

const RT_VERSION = 16
const IS_FOLDER = 0x80000000
const MAX_RESOURCE_BYTES = 256 * 1024
const MAX_STRINGS = 64
// One table for each language; the first is taken.
const MAX_TABLES = 4
const MAX_VALUE_CHARACTERS = 512

/** The strings of the version resource of a PE file (VS_VERSIONINFO), of its first language. */
export function peVersionInfo(pe: PeFile): Readonly<Record<string, string>> | undefined {
  const resource = orNothing(() => versionResource(pe))
  const values = resource && orNothing(() => stringValues(resource))
  return values && values.size > 0 ? Object.fromEntries(values) : undefined
}

/** Resources are a tree of type, name and language; the leaf says where the content is. */
function versionResource({ view, sections, directories }: PeFile): ByteView | undefined {
  const directory = directories[RESOURCES]
  if (directory === undefined || directory.address === 0) return undefined
  const start = fileOffset(sections, directory.address, 16)
  const types = readFolder(view, start)
  let entry = types.find(({ id }) => id === RT_VERSION)
  for (let level = 0; level < 2 && entry !== undefined && entry.isFolder; level++) {
    entry = readFolder(view, start + entry.offset)[0]
  }
  if (entry === undefined || entry.isFolder) return undefined
  const size = view.u32(start + entry.offset + 4)
  if (size > MAX_RESOURCE_BYTES) return undefined
  return view.part(fileOffset(sections, view.u32(start + entry.offset), size), size)
}

function readFolder(view: ByteView, at: number) {
  return readTable(view.u16(at + 12) + view.u16(at + 14), (index) => {
    const offset = view.u32(at + 20 + 8 * index)
    return {
      id: view.u32(at + 16 + 8 * index),
      isFolder: offset >= IS_FOLDER,
      offset: offset % IS_FOLDER,
    }
  })
}

/** A node of the version resource: a head of three numbers, a key, a value and children, each at a multiple of four. */
interface VersionNode {
  readonly key: string
  readonly value: number
  readonly valueSize: number
  readonly children: number
  readonly end: number
}

function stringValues(resource: ByteView): Map<string, string> {
  const values = new Map<string, string>()
  const root = readNode(resource, 0)
  for (const info of childrenOf(resource, root, MAX_TABLES)) {
    if (info.key !== 'StringFileInfo') continue
    for (const table of childrenOf(resource, info, MAX_TABLES)) {
      for (const { key, value, valueSize } of childrenOf(resource, table, MAX_STRINGS)) {
        if (values.size >= MAX_STRINGS || values.has(key)) continue
        const text = orNothing(() => wideText(resource, value, Math.min(valueSize, MAX_VALUE_CHARACTERS)))
        if (text) values.set(key, text)
      }
      if (values.size > 0) return values
    }
  }
  return values
}

function* childrenOf(resource: ByteView, parent: VersionNode, limit: number): Generator<VersionNode> {
  let at = parent.children
  for (let index = 0; index < limit && at < parent.end; index++) {
    const node = orNothing(() => readNode(resource, at))
    if (node === undefined) return
    yield node
    at = aligned(node.end)
  }
}

function readNode(resource: ByteView, at: number): VersionNode {
  const size = resource.u16(at)
  const valueSize = resource.u16(at + 2)
  const key = wideText(resource, at + 6, 128)
  const value = aligned(at + 6 + 2 * (key.length + 1))
  // An empty node would be followed by itself.
  return { key, value, valueSize, children: aligned(value + valueSize), end: at + Math.max(size, 6) }
}

/** UTF-16 up to a zero, the end or the limit. Control characters and halves of surrogate pairs are replaced. */
function wideText(view: ByteView, at: number, limit: number): string {
  const size = Math.min(2 * limit, view.bytes.length - at)
  const text = view.slice(at, size - (size % 2)).toString('utf16le')
  const end = text.indexOf('\0')
  return (end < 0 ? text : text.slice(0, end)).replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd')
}

const aligned = (offset: number) => Math.ceil(offset / 4) * 4
