import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { renderMarkdown } from '../platform/markdown.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { profileIncomplete, publisherNotFound } from './domain/errors.ts'
import {
  isPublic,
  type Publisher,
  type PublisherId,
  type PublisherProfile,
  profileProblems,
} from './domain/publisher.ts'
import { saveSettled } from './save-settled.ts'
import { publishers } from './store/publishers.ts'

export interface UpdateProfile {
  readonly publisherId: PublisherId
  readonly profile: PublisherProfile
}

/**
 * Saves the profile. On the way into the programme unfinished entries are kept and named as missing; once customers see
 * it, it stays complete (STO-032). Changes show on every product. Throws `publishers.profile_incomplete`.
 */
export async function updateProfile(ctx: Context, input: UpdateProfile): Promise<Publisher> {
  await authorizePublisher(ctx, input.publisherId, 'editor')
  const storyHtml = renderMarkdown(input.profile.story)
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(input.publisherId)
    if (!before) throw publisherNotFound()
    if (isPublic(before)) refuseIncomplete(input.profile)
    await recordAudit(ctx.within(tx), {
      action: 'publishers.profile_updated',
      subject: { kind: 'publisher', id: before.id, name: before.slug },
      before: before.profile,
      after: input.profile,
    })
    return saveSettled(ctx, tx, { ...before, profile: input.profile, storyHtml })
  })
}

function refuseIncomplete(profile: PublisherProfile): void {
  const fields = profileProblems(profile, true)
  if (fields.length > 0) throw profileIncomplete({ fields })
}
