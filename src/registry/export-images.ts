import type { Context } from '../platform/context.ts'
import { authorizeImages } from './access/authorize-images.ts'
import { reference, repositoryName } from './domain/names.ts'
import { archiveOf, type ImageArchive } from './layout/image-archive.ts'

export interface ExportImages {
  readonly repository: string
  /** Tag or digest; undefined: all tags of the repository. */
  readonly reference?: string
}

/**
 * Images of one repository as one OCI image layout archive, with everything about them: signatures, SBOMs, attestations,
 * also those that older clients keep under tags (STO-236). Exporting twice gives the same bytes.
 * Throws registry.name_unknown, registry.manifest_unknown, registry.image_damaged, registry.export_too_large.
 */
export async function exportImages(ctx: Context, input: ExportImages): Promise<ImageArchive> {
  await authorizeImages(ctx, 'pull', input.repository)
  const repository = repositoryName(input.repository)
  const selection = { repository, ...(input.reference !== undefined && { reference: reference(input.reference) }) }
  return archiveOf(ctx, [repository, input.reference], [selection])
}
