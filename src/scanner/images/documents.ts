import { parseJson } from '../analyzers/json.ts'
import type { HistoryEntry, ImageConfig } from '../merge/image-components.ts'
import { digestOf, type ImageFiles } from './image-source.ts'
import { UnusableImage } from './unusable-image.ts'

/** Manifests, indexes and configurations are small; larger ones are refused, bytes (LIM-5). */
export const DOCUMENT_BYTES = 8 * 1024 * 1024
const DOCUMENT_DEPTH = 200
/** Container engines stop at 127. */
const MAX_LAYERS = 1000

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** A document of an image, with its bytes for comparing digests. */
export async function readDocument(files: ImageFiles, path: string): Promise<{ value: unknown; bytes: Buffer }> {
  const bytes = await files.read(path, DOCUMENT_BYTES)
  if (bytes === undefined) throw new UnusableImage('invalid', `The image is incomplete: ${path} is missing.`)
  const parsed = parseJson(bytes.toString('utf8'), DOCUMENT_DEPTH)
  if ('unreadable' in parsed) {
    throw new UnusableImage('invalid', `The image cannot be understood: ${path} is ${parsed.unreadable}.`)
  }
  return { value: parsed.value, bytes }
}

/** A document that is named by its digest, which must be right (LAY-7). */
export async function readByDigest(files: ImageFiles, path: string, digest: string): Promise<JsonObject> {
  const { value, bytes } = await readDocument(files, path)
  if (digest.startsWith('sha256:') && digestOf(bytes) !== digest) {
    throw new UnusableImage('invalid', `The image is damaged: ${path} does not have the digest ${digest}.`)
  }
  if (!isObject(value)) throw new UnusableImage('invalid', `The image cannot be understood: ${path} is no object.`)
  return value
}

/** `blobs/sha256/…` for a digest. Anything else in its place could lead out of the image. */
export function blobPath(digest: string): string {
  const match = /^(sha256|sha512):([0-9a-f]{64}|[0-9a-f]{128})$/.exec(digest)
  if (!match)
    throw new UnusableImage('invalid', `The image cannot be understood: ${digest.slice(0, 100)} is no digest.`)
  return `blobs/${match[1]}/${match[2]}`
}

/** What merging and reports need of a configuration, and the digests of its layers. */
export interface ReadConfig {
  readonly config: ImageConfig
  readonly created?: string
  readonly diffIds: readonly string[]
}

export function readConfig(value: JsonObject): ReadConfig {
  const { architecture, os, history, created, rootfs } = value
  const diffIds = isObject(rootfs) && Array.isArray(rootfs.diff_ids) ? rootfs.diff_ids : []
  const date = textOf(created)
  return {
    config: {
      ...(textOf(architecture) !== undefined && { architecture: String(architecture) }),
      ...(textOf(os) !== undefined && { os: String(os) }),
      history: objectsOf(history).map(historyEntry),
    },
    ...(date !== undefined && { created: date }),
    diffIds: diffIds.filter((id): id is string => typeof id === 'string'),
  }
}

function historyEntry({ created_by, empty_layer }: JsonObject): HistoryEntry {
  return {
    ...(typeof created_by === 'string' && { created_by }),
    ...(empty_layer === true && { empty_layer }),
  }
}

export function refuseTooMany(layers: readonly unknown[]): void {
  if (layers.length > MAX_LAYERS) {
    throw new UnusableImage(
      'limit_exceeded',
      `The image has ${layers.length} layers; more than ${MAX_LAYERS} are not read.`,
    )
  }
}
