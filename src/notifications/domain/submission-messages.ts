import { type Message, quote, text } from './message.ts'

/** The product on its way through review. */
export interface SubmittedProduct {
  readonly submissionId: string
  readonly productId: string
  readonly productName: string
}

/** A reason for which a moderator asks for a change. */
export interface AskedChange {
  readonly field: string
  readonly text: string
}

const page = ({ productId }: SubmittedProduct): string => `/publisher/products/${productId}/submission`
const editor = ({ productId }: SubmittedProduct): string => `/publisher/products/${productId}/edit`
const desk = ({ submissionId }: SubmittedProduct): string => `/desk/submissions/${submissionId}`

export function submissionReceivedMessage(product: SubmittedProduct & { round: number }): Message {
  const again = product.round > 1
  return {
    subject: again ? `${product.productName} is back in review` : `${product.productName} was submitted for review`,
    summary: 'You will hear from us; meanwhile you can write to the moderators.',
    blocks: [
      text(`We have received ${product.productName}${again ? ' with your changes' : ''}.`),
      text('The images are frozen as you submitted them: later pushes to staging change nothing in this review.'),
    ],
    action: { label: 'Follow the review', href: page(product) },
  }
}

/** For the moderators. */
export function submissionToReviewMessage(product: SubmittedProduct & { round: number }): Message {
  return {
    subject: `${product.productName} waits for review`,
    summary: product.round > 1 ? `Round ${product.round}: changes were made.` : 'A new submission is in the queue.',
    blocks: [text(`${product.productName} is in the queue.`)],
    action: { label: 'Open the submission', href: desk(product) },
  }
}

export function changesRequestedMessage(
  product: SubmittedProduct & { reasons: readonly AskedChange[]; message?: string | undefined },
): Message {
  return {
    subject: `Changes are requested for ${product.productName}`,
    summary: 'A moderator asks for changes before it can be published.',
    blocks: [
      text(`A moderator has looked at ${product.productName} and asks for these changes:`),
      { kind: 'facts', facts: product.reasons.map(({ field, text: value }) => ({ label: labelOf(field), value })) },
      ...(product.message ? [quote(product.message, 'Moderator')] : []),
      text('Make the changes and submit again. The fields are marked in the editor.'),
    ],
    action: { label: 'Open the editor', href: editor(product) },
  }
}

/** "plans.0.name" as a person says it: "Plans 1, name". */
function labelOf(field: string): string {
  const words = field
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replace(/([A-Z])/g, ' $1').toLowerCase()))
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function submissionPostedMessage(
  product: SubmittedProduct & { author: string; text: string; forStaff: boolean },
): Message {
  return {
    subject: `${product.author} wrote about ${product.productName}`,
    summary: product.text.length > 140 ? `${product.text.slice(0, 139)}…` : product.text,
    blocks: [quote(product.text, product.author)],
    action: { label: 'Answer', href: product.forStaff ? desk(product) : page(product) },
  }
}

export function submissionApprovedMessage(
  product: SubmittedProduct & { note?: string | undefined; publishesItself: boolean },
): Message {
  return {
    subject: `${product.productName} is approved`,
    summary: product.publishesItself ? 'It is being published now.' : 'It is ready to publish.',
    blocks: [
      text(`${product.productName} has passed the review.`),
      ...(product.note ? [quote(product.note, 'Moderator')] : []),
      text(
        product.publishesItself
          ? 'As you asked, it is being published now.'
          : 'It is ready to publish: customers see it as soon as you click Publish.',
      ),
    ],
    action: { label: product.publishesItself ? 'See the submission' : 'Publish it', href: page(product) },
  }
}

export function submissionRejectedMessage(product: SubmittedProduct & { reason?: string | undefined }): Message {
  return {
    subject: `${product.productName} was not accepted`,
    summary: 'The reason is in this message.',
    blocks: [
      text(`We cannot publish ${product.productName}. The reason:`),
      quote(product.reason ?? 'See the submission.'),
      text('You may start a new submission when this has changed, or answer in the thread.'),
    ],
    action: { label: 'Open the submission', href: page(product) },
  }
}

export function submissionPublishedMessage(product: SubmittedProduct & { path?: string | undefined }): Message {
  return {
    subject: `${product.productName} is published`,
    summary: 'Customers can find and pull it now.',
    blocks: [
      text(
        `${product.productName} is in the store. Customers pull a verified copy of what was reviewed; its tags stay as they are.`,
      ),
    ],
    action: { label: 'See the product page', href: product.path ?? page(product) },
  }
}
