import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { renderMarkdown } from '../platform/markdown.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { publisherNotFound } from './domain/errors.ts'
import type { Publisher, PublisherId, PublisherProfile } from './domain/publisher.ts'
import { saveSettled } from './save-settled.ts'
import { publishers } from './store/publishers.ts'

export interface UpdateProfile {
  readonly publisherId: PublisherId
  readonly profile: PublisherProfile
}

/** Saves the profile; unfinished entries are kept and named as missing (STO-032). Changes show on every product. */
export async function updateProfile(ctx: Context, input: UpdateProfile): Promise<Publisher> {
  await authorizePublisher(ctx, input.publisherId, 'editor')
  const storyHtml = renderMarkdown(input.profile.story)
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(input.publisherId)
    if (!before) throw publisherNotFound()
    await recordAudit(ctx.within(tx), {
      action: 'publishers.profile_updated',
      subject: { kind: 'publisher', id: before.id, name: before.slug },
      before: before.profile,
      after: input.profile,
    })
    return saveSettled(ctx, tx, { ...before, profile: input.profile, storyHtml })
  })
}
