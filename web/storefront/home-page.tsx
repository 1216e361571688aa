import { IconArrowRight, IconPackage } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { home } from '../api/catalog.ts'
import { useApi, useStore } from '../api/context.tsx'
import type { CardView } from '../api/views.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ButtonLink, PlainLink, TextLink } from '../ui/links.tsx'
import shell from '../ui/shell.module.css'
import { CategoryGrid } from './category-grid.tsx'
import { HomeHero } from './home-hero.tsx'
import classes from './home-page.module.css'
import { ProductGrid } from './product-card.tsx'

/** The front of the store (STO-126). */
export function HomePage() {
  const api = useApi()
  const { storeName } = useStore()
  const { data } = useSuspenseQuery(home(api))
  const empty = data.popular.length + data.newest.length + data.featured.length + data.plugins.length === 0
  return (
    <>
      <HomeHero home={data} />
      <div className={shell.inner}>
        {empty && (
          <section className={classes.section}>
            <EmptyState
              icon={IconPackage}
              title="The shelves are still empty"
              action={<ButtonLink to="/publish">Be the first publisher</ButtonLink>}
            >
              {storeName} is open, but nothing has been published yet. Products appear here as soon as the first
              submission is approved and published.
            </EmptyState>
          </section>
        )}
        <Shelf id="featured" title="Featured" cards={data.featured} search={{}} />
        <CategoryGrid categories={data.categories} />
        <Shelf id="popular" title="Most pulled" cards={data.popular} search={{ sort: 'popular' }} />
        <Shelf id="newest" title="New on the shelf" cards={data.newest} search={{ sort: 'newest' }} />
        <Shelf id="plugins" title="Engine plugins" cards={data.plugins} search={{ type: 'plugin' }} />
        <section className={classes.publish}>
          <div>
            <h2>Ship your own software from here</h2>
            <p>
              Push to a private repository, see what the scanner finds, submit for review and sell under your own terms.
              Customers pull the exact copy that was approved.
            </p>
          </div>
          <PlainLink to="/publish" className={classes.publishLink}>
            How publishing works
            <IconArrowRight size={18} aria-hidden />
          </PlainLink>
        </section>
      </div>
    </>
  )
}

interface ShelfProps {
  readonly id: string
  readonly title: string
  readonly cards: readonly CardView[]
  readonly search: { readonly sort?: 'popular' | 'newest'; readonly type?: 'plugin' }
}

function Shelf({ id, title, cards, search }: ShelfProps) {
  if (cards.length === 0) return null
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.shelfHead}>
        <h2 id={id}>{title}</h2>
        <TextLink to="/search" search={search} aria-label={`See all: ${title}`}>
          See all
        </TextLink>
      </div>
      <ProductGrid cards={cards} />
    </section>
  )
}
