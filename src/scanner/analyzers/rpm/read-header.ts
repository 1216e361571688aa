import { Damaged } from './checked-bytes.ts'
import { reasonOf } from './database-entry.ts'
import { PackageHeader } from './package-header.ts'
import type { RpmFiles, RpmPackage } from './rpm-package.ts'

const Tag = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  architecture: 1022,
  fileDigests: 1035,
  fileFlags: 1037,
  sourceRpm: 1044,
  folderIndexes: 1116,
  fileNames: 1117,
  folderNames: 1118,
  digestAlgorithm: 5011,
  module: 5096,
} as const

const MAX_LICENSE = 4096

const tags: ReadonlySet<number> = new Set(Object.values(Tag))

export interface ReadHeader {
  readonly package: RpmPackage
  /** Why its list of files is left out. */
  readonly broken?: string
}

/** Takes a header apart. Throws `Damaged` when it does not even say what it is the header of. */
export function readHeader(bytes: Buffer): ReadHeader {
  const header = new PackageHeader(bytes, tags)
  const identity = readIdentity(header)
  try {
    const files = readFiles(header)
    return { package: { ...identity, ...(files && { files }) } }
  } catch (error) {
    return { package: identity, broken: `the list of files ${reasonOf(error)}` }
  }
}

function readIdentity(header: PackageHeader): RpmPackage {
  const name = header.text(Tag.name)
  const version = header.text(Tag.version)
  const release = header.text(Tag.release)
  if (!name || !version || !release) throw new Damaged('names no package')
  return withoutUndefined({
    name,
    version,
    release,
    epoch: header.numbers(Tag.epoch)?.[0],
    architecture: header.text(Tag.architecture),
    sourceRpm: header.text(Tag.sourceRpm),
    module: header.text(Tag.module),
    vendor: header.text(Tag.vendor),
    license: header.text(Tag.license)?.slice(0, MAX_LICENSE),
  })
}

function readFiles(header: PackageHeader): RpmFiles | undefined {
  const count = header.count(Tag.fileNames)
  if (count === 0) return undefined
  // Before anything is read: a list of nothing but ends would unfold into many times its size.
  if (header.count(Tag.folderIndexes) !== count || header.count(Tag.folderNames) > count)
    throw new Damaged('does not fit its folders')
  const folderOf = header.numbers(Tag.folderIndexes) ?? []
  const folders = header.texts(Tag.folderNames) ?? []
  if (folderOf.some((index) => index >= folders.length)) throw new Damaged('names folders that are not there')
  const hasDigests = header.count(Tag.fileDigests) === count
  return withoutUndefined({
    folders,
    names: header.texts(Tag.fileNames) ?? [],
    folderOf,
    flags: header.count(Tag.fileFlags) === count ? header.numbers(Tag.fileFlags) : undefined,
    digests: hasDigests ? header.texts(Tag.fileDigests) : undefined,
    digestAlgorithm: hasDigests ? header.numbers(Tag.digestAlgorithm)?.[0] : undefined,
  })
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>
}
