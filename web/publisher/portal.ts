import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import { myPublishers } from '../api/publishing.ts'
import type { PublisherView } from '../api/review-views.ts'

/** The publisher whose pages are open, if the person belongs to it. Undefined while it loads. */
export function usePublisher(): PublisherView | null | undefined {
  const api = useApi()
  const { slug } = useParams({ from: '/publisher/$slug' })
  const { data } = useQuery(myPublishers(api))
  return data && (data.items.find((publisher) => publisher.slug === slug) ?? null)
}

/** What the publisher has to do next, in its own words; undefined when it may submit (SM-1). */
export function nextStep(
  publisher: PublisherView,
): { readonly text: string; readonly to?: '/publisher/$slug/agreement' | '/publisher/$slug/profile' } | undefined {
  switch (publisher.state) {
    case 'applied':
      return {
        text: `Your application is being read${publisher.queuePosition ? `; it is number ${publisher.queuePosition} in the queue` : ''}. You get a mail when it is decided.`,
      }
    case 'rejected':
      return { text: `Your application was not accepted: ${publisher.decisionReason ?? 'no reason was given'}.` }
    case 'accepted':
      return {
        text: 'You are accepted. Read and accept the publisher agreement next.',
        to: '/publisher/$slug/agreement',
      }
    case 'agreement_signed':
      return { text: 'Complete your profile; then you can submit products.', to: '/publisher/$slug/profile' }
    default:
      return undefined
  }
}
