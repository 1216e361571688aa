import type { Context } from '../platform/context.ts'
import { describeImage } from './access/describe-image.ts'
import type { ImageDescription } from './domain/image.ts'
import { isRepositoryName, referenceOrNone } from './domain/names.ts'
import { tags } from './store/tags.ts'

export interface ResolveImage {
  readonly repository: string
  /** Tag or digest. */
  readonly reference: string
}

// public: other modules ask after they have authorized their caller for the product or repository.
/** What the reference stands for now; undefined when there is no such image. */
export async function resolveImage(ctx: Context, input: ResolveImage): Promise<ImageDescription | undefined> {
  const reference = referenceOrNone(input.reference)
  if (!reference || !isRepositoryName(input.repository)) return undefined
  return ctx.transaction(async (tx) => {
    const digest =
      reference.kind === 'digest' ? reference.digest : (await tags(tx).find(input.repository, reference.tag))?.digest
    return digest && describeImage(tx, input.repository, digest)
  })
}
