import type { Context } from '../platform/context.ts'
import { getPublishers } from '../publishers/index.ts'
import type { ListingCard } from './domain/listing.ts'
import { publisherName } from './publisher-name.ts'

// public: names of publishers stand on every card.
/** The cards with the publishers' present names: a changed profile shows on every product at once (STO-032). */
export async function withPublisherNames<Card extends ListingCard>(
  ctx: Context,
  cards: readonly Card[],
): Promise<Card[]> {
  if (cards.length === 0) return []
  const publishers = await getPublishers(ctx, [...new Set(cards.map((card) => card.publisherId))])
  const names = new Map(publishers.map((publisher) => [publisher.id as string, publisherName(publisher)]))
  return cards.map((card) => ({ ...card, publisherName: names.get(card.publisherId) ?? card.publisherName }))
}
