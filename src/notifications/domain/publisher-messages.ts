import { facts, type Message, momentOf, quote, text } from './message.ts'

const portal = { label: 'Open the publisher portal', href: '/publisher' }

export function applicationReceivedMessage(input: { companyName: string }): Message {
  return {
    subject: `Your publisher application for ${input.companyName} has arrived`,
    summary: 'We read applications in the order in which they arrive.',
    blocks: [
      text(`Thank you for applying to publish as ${input.companyName}.`),
      text('We read applications in the order in which they arrive. Your place in the queue is shown in the portal.'),
    ],
    action: portal,
  }
}

/** For the moderators. */
export function applicationToReadMessage(input: { companyName: string; message: string }): Message {
  return {
    subject: `${input.companyName} applies to publish`,
    summary: 'A new publisher application is waiting.',
    blocks: [text(`${input.companyName} applies to become a publisher.`), quote(input.message, input.companyName)],
    action: { label: 'Read the application', href: '/desk/applications' },
  }
}

export function applicationAcceptedMessage(input: { companyName: string }): Message {
  return {
    subject: `Your publisher application for ${input.companyName} is accepted`,
    summary: 'Next: accept the publisher agreement and complete your profile.',
    blocks: [
      text(`Welcome to the programme. ${input.companyName} is accepted as a publisher.`),
      text('Next, accept the publisher agreement and complete your profile. Then you can submit products.'),
      text('You can push images into your private staging repositories at once.'),
    ],
    action: portal,
  }
}

export function applicationRejectedMessage(input: { companyName: string; reason: string }): Message {
  return {
    subject: `Your publisher application for ${input.companyName} was not accepted`,
    summary: 'The reason is in this message. You may apply again.',
    blocks: [
      text(`We cannot accept ${input.companyName} as a publisher at this time. The reason:`),
      quote(input.reason),
      text('When this has changed, you may apply again.'),
    ],
    action: portal,
  }
}

export function publisherActivatedMessage(input: { companyName: string }): Message {
  return {
    subject: `${input.companyName} can now submit products`,
    summary: 'Agreement and profile are complete.',
    blocks: [text('Agreement and profile are complete. You can now submit products for review.')],
    action: { label: 'Create a product', href: '/publisher' },
  }
}

/** What a scan found in numbers, by the store's classes. */
export interface ScanCounts {
  readonly critical: number
  readonly major: number
  readonly minor: number
  readonly unknown: number
}

interface ScannedImage {
  readonly repository: string
  readonly digest: string
}

const scanPage = ({ repository, digest }: ScannedImage): string =>
  `/publisher/scan?repository=${encodeURIComponent(repository)}&reference=${encodeURIComponent(digest)}`

export function scanCompleteMessage(input: ScannedImage & { counts?: ScanCounts | undefined }): Message {
  const { repository, digest, counts } = input
  return {
    subject: `Scan results for ${repository} are available`,
    summary: counts ? inWords(counts) : 'See which components were found, and what is known about them.',
    blocks: [
      text(`We have looked through every layer of an image in ${repository}.`),
      facts({
        Image: digest,
        ...(counts && {
          Critical: String(counts.critical),
          Major: String(counts.major),
          Minor: String(counts.minor),
          'Not yet classified': counts.unknown > 0 ? String(counts.unknown) : undefined,
        }),
      }),
    ],
    action: { label: 'See components and vulnerabilities', href: scanPage(input) },
  }
}

function inWords({ critical, major, minor, unknown }: ScanCounts): string {
  if (critical + major + minor + unknown === 0) return 'No known vulnerabilities were found.'
  return `${critical} critical, ${major} major and ${minor} minor vulnerabilities are known in it.`
}

export function scanFailedMessage(input: ScannedImage): Message {
  return {
    subject: `The scan of ${input.repository} failed`,
    summary: 'The scan result says why. Push the image again, or have it scanned again.',
    blocks: [
      text(`We could not look through an image in ${input.repository}.`),
      facts({ Image: input.digest }),
      text('The result page says why. Have it scanned again there, or push a corrected image.'),
    ],
    action: { label: 'See what went wrong', href: scanPage(input) },
  }
}

export function webhookGivenUpMessage(input: {
  slug: string
  host: string
  failingSince: string
  problem: string
}): Message {
  return {
    subject: `Your webhook to ${input.host} is paused`,
    summary: 'It has only failed for three days. Correct it and resume it in the portal.',
    blocks: [
      text(`Nothing could be delivered to ${input.host} for three days, so we stopped trying.`),
      facts({ 'First failure': momentOf(input.failingSince), 'Last failure': input.problem }),
      text('Correct the address or its receiver, then resume the webhook. The log keeps 30 days and sends again.'),
    ],
    action: { label: 'Open the webhooks', href: `/publisher/${input.slug}/webhooks` },
  }
}
