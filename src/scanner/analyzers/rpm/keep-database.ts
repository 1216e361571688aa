import type { Limits } from '../../layers/limits.ts'
import type { Kept } from '../analyzer.ts'
import { parseJson } from '../json.ts'
import { readRpmDatabase } from './read-database.ts'
import type { RpmFiles, RpmPackage } from './rpm-package.ts'

const MAX_NAMED = 10
/** Characters; a string cannot be much longer. */
const MAX_TEXT = 256 * 1024 * 1024

/** Turns a database into the JSON that is kept of it. What is broken in it is counted, and the first ten named. */
export function keepDatabase(bytes: Buffer, limits: Limits): Kept {
  const packages: string[] = []
  const broken: string[] = []
  let brokenCount = 0
  let size = 0
  for (const entry of readRpmDatabase(bytes)) {
    const json = 'package' in entry ? JSON.stringify(entry.package) : undefined
    size += json === undefined ? 0 : json.length + 1
    const reason =
      'broken' in entry ? entry.broken : size > limitOf(limits) ? 'more packages than can be kept' : undefined
    if (json !== undefined && reason === undefined) packages.push(json)
    if (reason !== undefined && brokenCount++ < MAX_NAMED) broken.push(reason)
    if (size > limitOf(limits)) break
  }
  const unreadable = `${brokenCount} entries were not understood: ${broken.join('; ')}`
  if (brokenCount > 0 && packages.length === 0) return { unreadable }
  return { text: `{"packages":[${packages.join(',')}]}`, ...(brokenCount > 0 && { unreadable }) }
}

function limitOf({ capturedBytes }: Limits): number {
  return Math.min(capturedBytes, MAX_TEXT)
}

const KEPT_DEPTH = 8

/** The packages in what `keepDatabase` kept; undefined when the text is something else. */
export function readKept(text: string): RpmPackage[] | undefined {
  const json = parseJson(text, KEPT_DEPTH)
  const packages = 'value' in json ? fieldsOf(json.value).packages : undefined
  return Array.isArray(packages) && packages.every(isPackage) ? packages : undefined
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isPackage(value: unknown): value is RpmPackage {
  const { name, version, release, epoch, files, ...rest } = fieldsOf(value)
  const texts = [rest.architecture, rest.sourceRpm, rest.module, rest.vendor, rest.license]
  return (
    [name, version, release].every(isText) &&
    texts.every((text) => text === undefined || isText(text)) &&
    (epoch === undefined || isNumber(epoch)) &&
    (files === undefined || isFiles(files))
  )
}

function isFiles(value: unknown): value is RpmFiles {
  const { folders, names, folderOf, flags, digests, digestAlgorithm } = fieldsOf(value)
  return (
    isListOf(folders, isText) &&
    isListOf(names, isText) &&
    isListOf(folderOf, isNumber) &&
    (flags === undefined || isListOf(flags, isNumber)) &&
    (digests === undefined || isListOf(digests, isText)) &&
    (digestAlgorithm === undefined || isNumber(digestAlgorithm))
  )
}

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number'

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}
