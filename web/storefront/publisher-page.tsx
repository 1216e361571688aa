import { Anchor, Text } from '@mantine/core'
import { IconPackage, IconWorld } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { listings, publicPublisher } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { MarkdownView } from '../ui/markdown-view.tsx'
import shell from '../ui/shell.module.css'
import { ListingBadges } from './listing-badges.tsx'
import classes from './listing-page.module.css'
import { ProductGrid } from './product-card.tsx'
import { ProductIcon } from './product-icon.tsx'
import { listingsQuery } from './search-params.ts'

/** A publisher as customers see it: who they are and what they offer. */
export function PublisherPage() {
  const api = useApi()
  const { slug } = useParams({ from: '/publishers/$slug' })
  const { data: publisher } = useSuspenseQuery(publicPublisher(api, slug))
  const { data: products } = useSuspenseQuery(listings(api, listingsQuery({ publisher: slug })))
  return (
    <div className={shell.inner} style={{ paddingBlock: '1.5rem 0' }}>
      <header className={classes.heading}>
        <ProductIcon name={publisher.name} url={publisher.logoUrl} size={96} />
        <div className={classes.headingText}>
          <h1>{publisher.name}</h1>
          <div className={classes.by}>
            {publisher.verified && <ListingBadges badges={['verified']} state="published" />}
            <Anchor href={publisher.website} rel="noreferrer nofollow" target="_blank">
              <IconWorld size={16} stroke={1.6} style={{ verticalAlign: '-3px' }} aria-hidden />{' '}
              {publisher.website.replace(/^https?:\/\//, '').replace(/\/$/, '')}
            </Anchor>
          </div>
          <p className={classes.short}>{publisher.shortDescription}</p>
        </div>
      </header>
      <h2>Products</h2>
      {products.items.length === 0 ? (
        <EmptyState icon={IconPackage} title="Nothing on the shelf yet">
          {publisher.name} has not published a product so far.
        </EmptyState>
      ) : (
        <ProductGrid cards={products.items} />
      )}
      {publisher.storyHtml && (
        <section style={{ marginTop: '3rem' }}>
          <Text component="h2" fz="1.5rem" fw={650}>
            About {publisher.name}
          </Text>
          <MarkdownView html={publisher.storyHtml} />
        </section>
      )}
    </div>
  )
}
