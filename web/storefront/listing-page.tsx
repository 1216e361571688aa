import { Alert, Anchor, Tabs, Text } from '@mantine/core'
import { IconAlertTriangle, IconArrowLeft, IconBan } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { entitlement, listing } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'
import type { ListingView } from '../api/views.ts'
import { formatDay } from '../ui/format.ts'
import { PlainLink, TextLink } from '../ui/links.tsx'
import { MarkdownView } from '../ui/markdown-view.tsx'
import shell from '../ui/shell.module.css'
import { ListingBadges } from './listing-badges.tsx'
import { ListingFacts } from './listing-facts.tsx'
import classes from './listing-page.module.css'
import { PlanPanel } from './plan-panel.tsx'
import { pullsText } from './product-card.tsx'
import { ProductIcon } from './product-icon.tsx'
import { Screenshots } from './screenshots.tsx'
import { VersionsTab } from './versions-tab.tsx'

/** A product as customers see it (STO-131). */
export function ListingPage() {
  const api = useApi()
  const { slug } = useParams({ strict: false }) as { slug: string }
  const { tab, plan } = useSearch({ strict: false }) as { tab?: 'versions'; plan?: string }
  const navigate = useNavigate()
  const { data } = useSuspenseQuery(listing(api, slug))
  const { data: access } = useQuery(entitlement(api, slug))
  const show = (next: string | null) =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, tab: next === 'versions' ? 'versions' : undefined }),
      resetScroll: false,
      replace: true,
    } as never)

  return (
    <div className={shell.inner} style={{ paddingBlock: '1.25rem 0' }}>
      <TextLink to="/search" size="sm" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> All products
      </TextLink>
      <ListingHeading product={data} />
      <StateNotice product={data} />
      <div className={classes.layout}>
        <div className={classes.panel}>
          <PlanPanel product={data} access={access} chosen={plan} />
        </div>
        <Tabs value={tab ?? 'description'} onChange={show} className={classes.main} keepMounted={false}>
          <Tabs.List mb="lg">
            <Tabs.Tab value="description">Description</Tabs.Tab>
            <Tabs.Tab value="versions">Versions</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="description">
            <MarkdownView html={data.longDescriptionHtml} />
            <Screenshots name={data.name} screenshots={data.screenshots} />
          </Tabs.Panel>
          <Tabs.Panel value="versions">
            <VersionsTab slug={slug} />
          </Tabs.Panel>
        </Tabs>
        <aside className={classes.facts}>
          <ListingFacts product={data} />
        </aside>
      </div>
    </div>
  )
}

function ListingHeading({ product }: { readonly product: ListingView }) {
  return (
    <header className={classes.heading}>
      <ProductIcon name={product.name} url={product.iconUrl} size={88} />
      <div className={classes.headingText}>
        <h1>{product.name}</h1>
        <div className={classes.by}>
          <span>
            By{' '}
            <Anchor
              renderRoot={(props) => (
                <PlainLink {...props} to="/publishers/$slug" params={{ slug: product.publisher.slug }} />
              )}
            >
              {product.publisher.name}
            </Anchor>
          </span>
          <ListingBadges badges={product.badges} state={product.state} />
        </div>
        <p className={classes.short}>{product.shortDescription}</p>
        <Text size="sm" c="dimmed">
          {pullsText(product.pulls, 'Not pulled yet')} · Version {product.version} · Updated{' '}
          {formatDay(product.updatedAt)}
        </Text>
      </div>
    </header>
  )
}

const notices = {
  hold: { color: 'orange', icon: IconAlertTriangle, title: 'On hold: not offered to new customers' },
  revoked: { color: 'red', icon: IconBan, title: 'Revoked: no longer in the store' },
  withdrawn: { color: 'gray', icon: IconBan, title: 'Withdrawn by its publisher' },
} as const

function StateNotice({ product }: { readonly product: ListingView }) {
  if (product.state === 'published') return null
  const { icon: Icon, ...notice } = notices[product.state]
  return (
    <Alert {...notice} icon={<Icon />} mb="lg" variant="light">
      {product.stateReason}
      {product.state === 'hold' && ' Customers who have it already keep pulling.'}
      {product.stateSince && (
        <Text size="sm" mt={4}>
          Since {formatDay(product.stateSince)}
        </Text>
      )}
    </Alert>
  )
}
