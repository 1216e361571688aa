import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  firstEntryPath,
  folderAsLayer,
  type ImageChoice,
  type ImageComponents,
  indexArchive,
  type LayerFacts,
  mergeLayers,
  type OpenImage,
  openImage,
  openLayer,
  type ReadLayer,
  type ReportSubject,
  readStreamedArchive,
  type StreamedImage,
  sniffCompression,
  startsLikeImageArchive,
  withUnread,
} from '../../src/scanner/index.ts'
import { CommandProblem } from '../exit-codes.ts'
import { type Docker, saveImage } from './docker-save.ts'
import { folderFiles, folderReader, openLocalFile, streamFile } from './local-files.ts'

/** Reads one layer: in a thread of its own, or in this one. */
export type ReadLayerBytes = (
  open: () => AsyncIterable<Uint8Array>,
  request: Pick<ReadLayer, 'digest' | 'verify'>,
) => Promise<LayerFacts>

export interface TakeApart {
  /** A file or a folder, else an image that docker has. */
  readonly input: string
  readonly choice: ImageChoice
  readonly docker: Docker
  readonly read: ReadLayerBytes
  readonly progress: (text: string) => void
}

/** What was scanned, and what it is made of. */
export interface TakenApart {
  readonly subject: ReportSubject
  readonly image: ImageComponents
}

/** Finds out what the input is, and reads each of its layers once. */
export async function takeApart(asked: TakeApart): Promise<TakenApart> {
  const found = await stat(asked.input).catch(() => undefined)
  if (found?.isDirectory()) return fromFolder(asked)
  if (found !== undefined) return fromFile(asked)
  if (looksLikePath(asked.input)) {
    throw new CommandProblem('not_found', `There is no file or folder ${asked.input}. Check the path.`)
  }
  return fromDocker(asked)
}

function looksLikePath(input: string): boolean {
  return /^[./~]|\.(tar|tgz|tar\.gz|zip)$/.test(input)
}

async function fromFolder(asked: TakeApart): Promise<TakenApart> {
  const image = await openImage(folderFiles(asked.input), asked.choice)
  if (image) return fromImage(asked, image)
  const unread: string[] = []
  asked.progress('Reading the files of the folder')
  const facts = await asked.read(() => folderAsLayer(folderReader(asked.input), (path) => unread.push(path)), {
    digest: 'rootfs',
  })
  return rootFileSystem(asked, withUnread(facts, unread))
}

async function fromFile(asked: TakeApart): Promise<TakenApart> {
  const file = await openLocalFile(asked.input)
  try {
    const compression = sniffCompression(await file.read(0, 512))
    if (compression === 'unknown' || file.size === 0) {
      throw new CommandProblem(
        'invalid',
        `${asked.input} is no image: it is neither a tar archive nor a compressed one. Give an archive made by docker save, an image layout or a root file system.`,
      )
    }
    const archive = compression === 'none' ? file.stream(0, file.size) : await unpacked(asked.input)
    const isImage = startsLikeImageArchive((await firstEntryPath(archive)) ?? '')
    if (!isImage) return await fromRootArchive(asked)
    if (compression !== 'none') return await fromStream(asked, await unpacked(asked.input))
    const image = await openImage(await indexArchive(file), asked.choice)
    return image ? await fromImage(asked, image) : await fromRootArchive(asked)
  } finally {
    await file.close()
  }
}

async function unpacked(path: string): Promise<AsyncIterable<Buffer>> {
  return (await openLayer(streamFile(path))).tar
}

async function fromRootArchive(asked: TakeApart): Promise<TakenApart> {
  asked.progress('Reading the archive')
  return rootFileSystem(asked, await asked.read(() => streamFile(asked.input), { digest: 'rootfs' }))
}

async function fromDocker(asked: TakeApart): Promise<TakenApart> {
  asked.progress(`Asking docker for ${asked.input}`)
  const saved = saveImage(asked.docker, asked.input)
  try {
    // Docker knows the image by many names; its archive has one of them, or none.
    const taken = await fromStream({ ...asked, choice: {} }, saved.stream)
    await saved.ended
    return { ...taken, subject: { ...taken.subject, name: asked.input } }
  } catch (error) {
    saved.stop()
    // What docker says is nearer to the cause than an archive that breaks off.
    await saved.ended
    throw error
  }
}

async function fromStream(asked: TakeApart, stream: AsyncIterable<Uint8Array>): Promise<TakenApart> {
  let layer = 0
  const { plan, facts }: StreamedImage = await readStreamedArchive(
    stream,
    (bytes, digest) => {
      asked.progress(`Reading layer ${++layer}`)
      return asked.read(() => bytes, { digest })
    },
    asked.choice,
  )
  return { subject: subjectOf(asked, plan), image: mergeLayers(facts, plan.config) }
}

async function fromImage(asked: TakeApart, image: OpenImage): Promise<TakenApart> {
  let done = 0
  const total = image.layers.length
  asked.progress(`Reading ${total} layers`)
  const facts = await Promise.all(
    image.layers.map(async ({ digest, verify, open }) => {
      const read = await asked.read(open, { digest, verify })
      asked.progress(`Read ${++done} of ${total} layers`)
      return read
    }),
  )
  return { subject: subjectOf(asked, image), image: mergeLayers(facts, image.config) }
}

function subjectOf({ input }: TakeApart, image: Omit<OpenImage, 'layers'>): ReportSubject {
  const { os, architecture } = image.config
  return {
    name: image.name ?? basename(input),
    digest: image.digest,
    ...(image.created !== undefined && { created: image.created }),
    ...(os !== undefined && { os }),
    ...(architecture !== undefined && { architecture }),
  }
}

function rootFileSystem({ input }: TakeApart, facts: LayerFacts): TakenApart {
  return { subject: { name: basename(input) || input }, image: mergeLayers([facts], {}) }
}
