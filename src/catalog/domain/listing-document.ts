import type { Money } from '../../platform/money.ts'
import type {
  Badge,
  ListingPage,
  Media,
  MediaId,
  OwnerId,
  Plan,
  PlanId,
  Platform,
  Product,
  ProductId,
  Revision,
  RevisionId,
} from './listing.ts'
import { mediaUrl } from './listing-paths.ts'
import { type ContentType, type LicenseType, type Manifest, type RunsOn, storeRepositoryOf } from './manifest.ts'
import { type PriceKind, summarisePrices } from './price.ts'
import { termsHash } from './terms.ts'

/** A listing as it is written: the page and everything that search looks at. */
export interface ListingDocument {
  readonly productId: ProductId
  readonly revisionId: RevisionId
  readonly publisherId: OwnerId
  readonly publisherSlug: string
  readonly publisherName: string
  readonly slug: string
  readonly name: string
  readonly type: ContentType
  readonly shortDescription: string
  readonly iconId: MediaId | null
  readonly mediaIds: readonly MediaId[]
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly badges: readonly Badge[]
  readonly priceKinds: readonly PriceKind[]
  readonly priceLabel: string
  readonly fromPrice: Money | null
  readonly hasTrial: boolean
  readonly platforms: { readonly architectures: readonly string[]; readonly operatingSystems: readonly string[] }
  readonly version: string
  readonly page: ListingPage
  /** What search reads, by weight; `words` is compared by similarity and so forgives typing errors. */
  readonly texts: {
    readonly name: string
    readonly findable: string
    readonly short: string
    readonly long: string
    readonly words: string
  }
}

export interface DocumentSource {
  readonly product: Product
  readonly revision: Pick<Revision, 'id' | 'manifest'>
  readonly publisher: { readonly slug: string; readonly name: string }
  readonly media: readonly Media[]
  readonly platforms: readonly Platform[]
  /** Renders Markdown to safe HTML. */
  readonly render: (markdown: string) => string
}

/** The public page that a manifest becomes. */
export function listingDocument(source: DocumentSource): ListingDocument {
  const { product, revision, publisher, platforms } = source
  const { manifest } = revision
  const prices = summarisePrices(manifest.plans)
  const tags = manifest.tags.map((tag) => tag.trim().toLowerCase()).filter((tag, i, all) => all.indexOf(tag) === i)
  return {
    productId: product.id,
    revisionId: revision.id,
    publisherId: product.publisherId,
    publisherSlug: publisher.slug,
    publisherName: publisher.name,
    slug: product.slug,
    name: manifest.name.trim(),
    type: manifest.contentType || 'image',
    shortDescription: manifest.shortDescription.trim(),
    ...picturesOf(source),
    categories: [...new Set(manifest.categories)],
    tags,
    badges: ['verified'],
    priceKinds: prices.kinds,
    priceLabel: prices.priceLabel,
    fromPrice: prices.fromPrice,
    hasTrial: prices.hasTrial,
    platforms: {
      architectures: distinct(platforms.map((platform) => platform.architecture)),
      operatingSystems: distinct(platforms.map((platform) => platform.os)),
    },
    version: manifest.version.trim(),
    page: pageOf(source),
    texts: {
      name: manifest.name,
      findable: [publisher.name, publisher.slug, ...tags].join(' '),
      short: manifest.shortDescription,
      long: manifest.longDescription,
      words: [manifest.name, publisher.name, ...tags].join(' ').toLowerCase(),
    },
  }
}

/** The plans as they are published; repositories carry their public names (STO-041: staging paths are never shown). */
export function publishedPlans(productId: ProductId, manifest: Manifest, render: (markdown: string) => string): Plan[] {
  return manifest.plans.map((plan) => ({
    id: plan.id as PlanId,
    productId,
    name: plan.name.trim(),
    description: plan.description.trim(),
    isDefault: plan.isDefault,
    access: plan.access,
    prices: plan.prices,
    trialDays: plan.prices.length > 0 ? plan.trialDays : 0,
    repositories: distinct(plan.repositories.map(({ repository }) => storeRepositoryOf(repository))),
    terms: {
      ...(plan.licence.kind === 'link'
        ? { kind: 'link' as const, url: plan.licence.url }
        : { kind: 'text' as const, html: render(plan.licence.text) }),
      hash: termsHash(plan.licence),
      version: '1',
    },
    instructionsHtml: render(plan.instructions),
    ...(plan.byolUrl !== undefined && { byolUrl: plan.byolUrl }),
    retired: false,
  }))
}

function picturesOf({ revision: { manifest }, media }: DocumentSource): Pick<ListingDocument, 'iconId' | 'mediaIds'> {
  const known = (id: string) => media.find((item) => item.id === id)?.id
  const shown = [manifest.iconId, ...manifest.screenshotIds].flatMap((id) => known(id) ?? [])
  return { iconId: known(manifest.iconId) ?? null, mediaIds: distinct(shown) }
}

function pageOf({ revision: { manifest }, media, render }: DocumentSource): ListingPage {
  const { email, site, hours, responseTimes, text } = manifest.support
  return {
    longDescriptionHtml: render(manifest.longDescription),
    screenshots: manifest.screenshotIds.flatMap((id) => {
      const item = media.find((candidate) => candidate.id === id)
      return item ? [{ url: mediaUrl(item.id), width: item.width, height: item.height }] : []
    }),
    links: {
      website: manifest.websiteLink,
      documentation: manifest.documentationLink,
      support: manifest.supportLink,
    },
    support: { email, site, hours, responseTimes, html: render(text) },
    // A preview may show a draft that does not say yet.
    runsOn: manifest.runsOn || ('community' satisfies RunsOn),
    licenseType: manifest.licenseType || ('commercial' satisfies LicenseType),
  }
}

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort()
}
