import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../../platform/context.ts'
import { defineError } from '../../platform/errors.ts'
import { exportImages, exportProduct, type ImageArchive, importImages } from '../../registry/index.ts'
import type { CommandContext } from '../command-line.ts'
import { withStore } from './with-store.ts'

const fileUnusable = defineError<{ file: string; why: string }>(
  'invalid',
  'app.file_unusable',
  (d) => `The file ${d.file} cannot be used: ${d.why}.`,
)

/** `chandlery registry export`: the file appears when it is complete. */
export async function exportCommand(command: CommandContext, what: string, file: string): Promise<void> {
  await withStore(command, 'registry export', async (ctx) => {
    const archive = await archiveOf(ctx, what)
    if (file === '-') await pipeline(archive.open(), process.stdout, { end: false })
    else await writeWhole(file, archive.open())
    // Standard output may be the archive.
    const mib = (archive.size / 1024 / 1024).toFixed(1)
    process.stderr.write(`Exported ${archive.manifests} manifests and ${archive.blobs} blobs, ${mib} MiB.\n`)
  })
}

/** A name with a slash is a repository, all else the slug of a product. */
function archiveOf(ctx: Context, what: string): Promise<ImageArchive> {
  if (!what.includes('/')) return exportProduct(ctx, { product: what })
  const { repository, reference } = splitName(what)
  return exportImages(ctx, { repository, ...(reference !== undefined && { reference }) })
}

function splitName(name: string): { repository: string; reference?: string } {
  const [repository = '', digest] = name.split('@')
  if (digest !== undefined) return { repository, reference: digest }
  const colon = name.lastIndexOf(':')
  if (colon <= name.lastIndexOf('/')) return { repository: name }
  return { repository: name.slice(0, colon), reference: name.slice(colon + 1) }
}

async function writeWhole(file: string, source: Readable): Promise<void> {
  const unfinished = `${file}.unfinished`
  try {
    await pipeline(source, createWriteStream(unfinished, { mode: 0o600 }))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw isFileProblem(error) ? fileUnusable({ file, why: error.message }) : error
  }
}

/** `chandlery registry import`: where nothing is said, each image goes back to the repository that it was exported from. */
export async function importCommand(
  command: CommandContext,
  file: string,
  options: { readonly into?: string; readonly from?: string },
): Promise<void> {
  const source = file === '-' ? process.stdin : await readable(file)
  await withStore(command, 'registry import', async (ctx) => {
    const { repository = '', reference } = options.into === undefined ? {} : splitName(options.into)
    const brought = await importImages(ctx, {
      source,
      ...(options.into !== undefined && { into: { repository, ...(reference !== undefined && { tag: reference }) } }),
      ...(options.from !== undefined && { from: options.from }),
    })
    for (const { repository: name, tags, manifests } of brought.repositories) {
      command.print(`${name}: ${manifests} manifests, tags ${tags.join(', ') || 'none'}`)
    }
    command.print(`${brought.uploaded} blobs stored, ${brought.known} were there before.`)
  })
}

async function readable(file: string): Promise<Readable> {
  try {
    await (await open(file, 'r')).close()
  } catch (error) {
    throw fileUnusable({ file, why: (error as Error).message })
  }
  return createReadStream(file, { highWaterMark: 1024 * 1024 })
}

function isFileProblem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error
}
