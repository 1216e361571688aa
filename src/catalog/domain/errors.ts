import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const productNotFound = defineError(
  'not_found',
  'catalog.product_not_found',
  'There is no such product, or you may not see it. Open it from the list of your products.',
)
export const listingNotFound = defineError<{ slug: string }>(
  'not_found',
  'catalog.listing_not_found',
  (d) => `There is no product "${d.slug}" in the store. Search for it by name.`,
)
export const planNotFound = defineError(
  'not_found',
  'catalog.plan_not_found',
  'There is no such plan on offer. Open the product page and choose one of its plans.',
)
export const planIdTaken = defineError<{ name: string }>(
  'conflict',
  'catalog.plan_id_taken',
  (d) => `The plan "${d.name}" has the id of a plan of another product. Remove it from the draft and add it again.`,
)
export const mediaNotFound = defineError(
  'not_found',
  'catalog.media_not_found',
  'There is no such picture, or you may not see it.',
)
export const underReview = defineError<{ state: string }>('conflict', 'catalog.under_review', (d) =>
  d.state === 'approved'
    ? 'This version is approved and cannot be changed any more. Publish it, or withdraw it to go on editing.'
    : 'This version is under review and cannot be changed. Wait for the decision, or withdraw the submission.',
)
export const nothingToSubmit = defineError(
  'conflict',
  'catalog.nothing_to_submit',
  'Nothing was changed since the last version was published. Save a change first.',
)
export const revisionMoved = defineError<{ state: string }>(
  'conflict',
  'catalog.revision_moved',
  (d) => `Somebody else was faster: this version is ${d.state.replaceAll('_', ' ')} now. Load the page again.`,
)
export const draftMoved = defineError(
  'conflict',
  'catalog.draft_moved',
  'Somebody else saved this product at the same moment. Load it again and repeat your change.',
)
export const nameRequired = defineError<{ fields: FieldProblem[] }>(
  'invalid',
  'catalog.name_required',
  'Give the product a name of 1 to 100 characters.',
)
export const slugTaken = defineError<{ name: string }>(
  'conflict',
  'catalog.slug_taken',
  (d) => `Another product took the address of "${d.name}" at the same moment. Try again.`,
)
export const mediaUnreadable = defineError(
  'invalid',
  'catalog.media_unreadable',
  'This file is not a picture that we can read. Upload a PNG, JPEG or WebP file.',
)
export const mediaTooLarge = defineError<{ limit: number }>(
  'too_large',
  'catalog.media_too_large',
  (d) => `The picture is larger than ${d.limit / 1_048_576} MB. Compress it and try again.`,
)
export const mediaTooMany = defineError<{ limit: number }>(
  'limit_exceeded',
  'catalog.media_too_many',
  (d) => `The product has ${d.limit} pictures already. Use one of them.`,
)
export const iconTooSmall = defineError<{ width: number; height: number }>(
  'invalid',
  'catalog.icon_too_small',
  (d) => `The icon is ${d.width} × ${d.height} pixels. It must be square and at least 512 × 512.`,
)
export const screenshotTooSmall = defineError<{ width: number; height: number }>(
  'invalid',
  'catalog.screenshot_too_small',
  (d) => `The screenshot is ${d.width} × ${d.height} pixels. It must be at least 1920 × 1200.`,
)
export const listingStateRefused = defineError<{ state: string; event: string }>(
  'conflict',
  'catalog.listing_state_refused',
  (d) => `The listing is ${stateWords(d.state)}, so this is not possible now (${d.event}). Load the page again.`,
)
export const markdownTooLong = defineError<{ limit: number }>(
  'too_large',
  'catalog.markdown_too_long',
  (d) => `The text is longer than ${d.limit} characters. Shorten it.`,
)

function stateWords(state: string): string {
  if (state === 'none') return 'not published'
  return state === 'hold' ? 'on hold' : state
}
