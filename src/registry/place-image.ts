import { recordAudit } from '../audit/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { describeImage } from './access/describe-image.ts'
import type { Digest } from './domain/digest.ts'
import { manifestUnknown, nameUnknown, tagImmutable } from './domain/errors.ts'
import type { ImageDescription } from './domain/image.ts'
import { reference, repositoryName } from './domain/names.ts'
import { hasImmutableTags } from './domain/namespace.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { imageCopies } from './store/image-copies.ts'
import { repositories } from './store/repositories.ts'
import { tags } from './store/tags.ts'

export interface PlaceImage {
  readonly from: { readonly repository: string; readonly digest: Digest | string }
  readonly to: { readonly repository: string; readonly tag: string }
}

// public: only publishing and review call it, within their own authorized transaction; no route leads here.
/**
 * Makes an image of one repository appear in another under a tag: rows only, the bytes are shared (STO-078).
 * Verify it first, outside the transaction. A tag that exists in store/ with other content stays as it is:
 * registry.tag_immutable. Placing the same image again changes nothing.
 */
export async function placeImage(ctx: Context, input: PlaceImage): Promise<ImageDescription> {
  const { from } = input
  const name = repositoryName(input.to.repository)
  const tag = reference(input.to.tag)
  if (tag.kind !== 'tag') throw tagImmutable({ repository: name, tag: input.to.tag })
  const digest = from.digest as Digest
  return ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const account = accountOf(ctx.actor)
    const source = await repositories(tx).find(from.repository)
    if (!source) throw nameUnknown({ repository: from.repository })
    const target = await repositories(tx).ensure(name, ctx.newId(), now)
    const copied = await imageCopies(tx).copyTree(source, target, digest, now)
    const image = copied && (await describeImage(tx, name, digest))
    if (!image) throw manifestUnknown({ repository: from.repository, reference: digest })
    const placed = { name: tag.tag, digest, pushedAt: now }
    if (!hasImmutableTags(name)) await tags(tx).move(target, placed, account)
    else if ((await tags(tx).setOnce(target, placed, account)) !== digest) {
      throw tagImmutable({ repository: name, tag: tag.tag })
    }
    await tags(tx).remember(ctx.newId(), {
      repository: name,
      tag: tag.tag,
      digest,
      at: now,
      ...(account && { account }),
    })
    await recordAudit(ctx.within(tx), {
      action: 'registry.image_placed',
      subject: { kind: 'repository', id: name, name },
      details: { tag: tag.tag, digest, from: from.repository },
    })
    await tellOutdated(ctx, tx, { what: 'tag', repository: name, tag: tag.tag })
    return image
  })
}
