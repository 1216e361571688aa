import { facts, type Message, momentOf, quote, text } from './message.ts'

/** A product as customers know it. */
export interface ListedProduct {
  readonly name: string
  /** Path of the product page. */
  readonly path: string
}

export function listingHeldMessage(product: ListedProduct & { reason: string; forPublisher: boolean }): Message {
  return {
    subject: `${product.name} is on hold`,
    summary: 'It is not sold for now; whoever holds it can keep pulling, with a warning.',
    blocks: [
      text(`${product.name} was put on hold. The reason:`),
      quote(product.reason),
      text(
        product.forPublisher
          ? 'Nobody new can get it. Its customers keep pulling and see a warning. Publish a version that settles the matter, or write to us.'
          : 'You can keep pulling what you have; each pull shows a warning. Until it is settled nobody new can get it. You may cancel at any time.',
      ),
    ],
    action: { label: 'See the product page', href: product.path },
  }
}

export function listingReleasedMessage(product: ListedProduct): Message {
  return {
    subject: `${product.name} is no longer on hold`,
    summary: 'The matter is settled.',
    blocks: [text(`The hold on ${product.name} was lifted. It is for sale again and pulls show no warning any more.`)],
    action: { label: 'See the product page', href: product.path },
  }
}

export function listingRevokedMessage(product: ListedProduct & { reason: string }): Message {
  return {
    subject: `${product.name} was revoked`,
    summary: 'It was taken out of the store for good.',
    blocks: [
      text(`${product.name} was taken out of the store. The reason:`),
      quote(product.reason),
      text('The product page says what can still be pulled, and until when.'),
    ],
    action: { label: 'See the product page', href: product.path },
  }
}

export function revocationNearMessage(
  product: ListedProduct & { reason: string; daysLeft: number; until: string },
): Message {
  const { name, daysLeft, until } = product
  return {
    subject: `${name} will be revoked in ${daysLeft === 1 ? 'one day' : `${daysLeft} days`}`,
    summary: 'It has been on hold for a long time. Publish a version that settles the matter.',
    blocks: [
      text(`${name} is still on hold. The reason:`),
      quote(product.reason),
      text(`Unless it is settled, it is taken out of the store for good on ${momentOf(until)}.`),
      text('Publish a version that settles the matter, or write to us.'),
    ],
    action: { label: 'Open the portal', href: '/publisher' },
  }
}

export function listingUpdatedMessage(product: ListedProduct & { version: string }): Message {
  return {
    subject: `${product.name} ${product.version} is available`,
    summary: 'A new version was published.',
    blocks: [text(`A new version of ${product.name} was published. Its release notes are on the product page.`)],
    action: { label: 'Read the release notes', href: product.path },
  }
}

/** A subscription as its holder knows it. */
export interface HeldPlan extends ListedProduct {
  readonly planName: string
}

const content = { label: 'Open My Content', href: '/account/content' }

export function subscriptionStartedMessage(held: HeldPlan): Message {
  return {
    subject: `You have ${held.name}`,
    summary: `The plan ${held.planName} is active. The pull commands are in My Content.`,
    blocks: [
      text(`The plan ${held.planName} of ${held.name} is active.`),
      text('The pull commands, the terms that you accepted and all you hold are in My Content.'),
    ],
    action: content,
  }
}

export function subscriptionCancelledMessage(held: HeldPlan): Message {
  return {
    subject: `Your subscription to ${held.name} is cancelled`,
    summary: `The plan ${held.planName} does not renew. My Content says until when you can pull.`,
    blocks: [
      text(`The plan ${held.planName} of ${held.name} is cancelled. Time that is paid for lasts to its end.`),
      text('My Content says until when you can pull. You may take it up again at any time.'),
    ],
    action: content,
  }
}

export function subscriptionExpiredMessage(held: HeldPlan): Message {
  return {
    subject: `Your subscription to ${held.name} has expired`,
    summary: 'You cannot pull it any more.',
    blocks: [
      text(`The plan ${held.planName} of ${held.name} has expired. You cannot pull it any more.`),
      text('Take it again on the product page to go on.'),
    ],
    action: { label: 'See the plans', href: held.path },
  }
}

export function subscriptionPastDueMessage(held: HeldPlan): Message {
  return {
    subject: `Payment for ${held.name} is due`,
    summary: 'Pay the next period to keep access.',
    blocks: [
      text(`The paid period of the plan ${held.planName} of ${held.name} is over.`),
      text('You can still pull for a few days. Pay the next period in My Content to keep access.'),
    ],
    action: content,
  }
}

export function trialEndingMessage(held: HeldPlan & { daysLeft: number; endsOn: string }): Message {
  const left = held.daysLeft === 1 ? '1 day' : `${held.daysLeft} days`
  return {
    subject: `Your trial of ${held.name} ends in ${left}`,
    summary: `It ends on ${held.endsOn}. Nothing is charged by itself.`,
    blocks: [
      text(`Your trial of the plan ${held.planName} of ${held.name} ends on ${held.endsOn}, in ${left}.`),
      text('Nothing is charged by itself. To keep pulling after that day, take the plan on the product page.'),
    ],
    action: { label: 'See the plans', href: held.path },
  }
}

/** For the publisher. */
export function newSubscriberMessage(held: HeldPlan): Message {
  return {
    subject: `A customer took ${held.name}`,
    summary: `Plan ${held.planName}.`,
    blocks: [text(`A customer took the plan ${held.planName} of ${held.name}.`)],
    action: { label: 'See the product page', href: held.path },
  }
}

export function orderPaidMessage(held: HeldPlan & { total?: string | undefined; orderId: string }): Message {
  return {
    subject: `Your payment for ${held.name}`,
    summary: held.total ? `We have received ${held.total}. Thank you.` : 'We have received your payment. Thank you.',
    blocks: [
      text('Thank you. We have received your payment.'),
      facts({ Product: held.name, Plan: held.planName, Total: held.total, Order: held.orderId }),
      text('The receipt is in your account.'),
    ],
    action: { label: 'See the receipt', href: '/account/receipts' },
  }
}

export function paymentFailedMessage(held: HeldPlan & { reason?: string | undefined }): Message {
  return {
    subject: `Your payment for ${held.name} did not go through`,
    summary: held.reason ?? 'Nothing was charged.',
    blocks: [
      text(`The payment for the plan ${held.planName} of ${held.name} did not go through. Nothing was charged.`),
      ...(held.reason ? [quote(held.reason)] : []),
      text('Try again with another card, or ask your bank.'),
    ],
    action: { label: 'See the plans', href: held.path },
  }
}
