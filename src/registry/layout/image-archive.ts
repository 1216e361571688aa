import type { Readable } from 'node:stream'
import { recordAudit } from '../../audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { openArchive } from './open-archive.ts'
import { type ExportPlan, planExport, type Selection } from './plan-export.ts'

/** An archive that can be read once. */
export interface ImageArchive {
  /** A name for the file: "acme-widget-1.0.oci.tar". */
  readonly fileName: string
  readonly manifests: number
  readonly blobs: number
  /** Bytes of the content; the archive has some more. */
  readonly size: number
  open(): Readable
}

/** The archive of the selections, noted in the trail; its file is named by the words. The caller has authorized them. */
export async function archiveOf(
  ctx: Context,
  words: readonly (string | undefined)[],
  selections: readonly Selection[],
): Promise<ImageArchive> {
  const plan = await planExport(ctx, selections)
  await ctx.transaction(async (tx) => {
    for (const { repository, reference: of } of selections) {
      await recordAudit(ctx.within(tx), {
        action: 'registry.images_exported',
        subject: { kind: 'repository', id: repository, name: repository },
        details: of ? { reference: of.kind === 'tag' ? of.tag : of.digest } : {},
      })
    }
  })
  return {
    fileName: fileNameOf(words),
    manifests: plan.manifests.length,
    blobs: plan.blobs.length,
    size: sizeOf(plan),
    open: () => openArchive(ctx, plan),
  }
}

const sizeOf = ({ manifests, blobs }: ExportPlan): number =>
  [...manifests, ...blobs].reduce((sum, { size }) => sum + size, 0)

function fileNameOf(words: readonly (string | undefined)[]): string {
  const text = words.filter((word) => word !== undefined).join('-')
  return `${text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 180)}.oci.tar`
}
