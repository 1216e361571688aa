import { Button, Chip, Group, Pagination, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconMoodEmpty } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { listings } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { plural } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useEver } from '../ui/use-ever.ts'
import { Facets } from './facets.tsx'
import { ProductGrid } from './product-card.tsx'
import classes from './search-page.module.css'
import { listingsQuery, type SearchParams } from './search-params.ts'

const sorts = [
  { value: 'popular', label: 'Most pulled' },
  { value: 'newest', label: 'Newest' },
  { value: 'name', label: 'Name' },
]

const FacetsDrawer = lazy(() => import('./facets-drawer.tsx').then((loaded) => ({ default: loaded.FacetsDrawer })))

/** Everything in the store, narrowed by words and facets (STO-127). */
export function SearchPage() {
  const api = useApi()
  const params = useSearch({ from: '/search' })
  const navigate = useNavigate()
  const [filtersOpen, filters] = useDisclosure(false)
  const filtersUsed = useEver(filtersOpen)
  const { data } = useSuspenseQuery(listings(api, listingsQuery(params)))
  const pages = Math.ceil(data.total / data.pageSize)
  const { q, sort, page, ...narrowing } = params
  const narrowed = Object.keys(narrowing).length

  const change = (next: Partial<Record<keyof SearchParams, SearchParams[keyof SearchParams] | undefined>>) =>
    void navigate({ to: '/search', search: { ...params, page: undefined, ...next } as SearchParams })

  return (
    <Page>
      <PageHeader
        title={q ? `Results for “${q}”` : 'Browse the store'}
        lead={data.total === 0 ? undefined : plural(data.total, 'product')}
      />
      <div className={classes.mobileSearch}>
        <SearchBox size="md" initial={q ?? ''} key={q ?? ''} label="Search again" />
      </div>
      <div className={classes.layout}>
        <aside className={classes.facets} aria-label="Filters">
          <Facets facets={data.facets} params={params} change={change} />
        </aside>
        <div className={classes.results}>
          <Group justify="space-between" mb="md" gap="sm">
            <Group gap="sm">
              <Button
                hiddenFrom="md"
                variant="default"
                leftSection={<IconAdjustmentsHorizontal size={18} />}
                onClick={filters.open}
              >
                Filters{narrowed > 0 ? ` (${narrowed})` : ''}
              </Button>
              <Chip checked={params.certified === true} onChange={(on) => change({ certified: on || undefined })}>
                Certified only
              </Chip>
              {narrowed > 0 && (
                <Button variant="subtle" onClick={() => void navigate({ to: '/search', search: q ? { q } : {} })}>
                  Clear filters
                </Button>
              )}
            </Group>
            <Select
              aria-label="Sort by"
              data={sorts}
              value={sort ?? 'popular'}
              allowDeselect={false}
              w={160}
              onChange={(value) => change({ sort: value === 'popular' ? undefined : (value as SearchParams['sort']) })}
            />
          </Group>
          {data.items.length === 0 ? (
            <NothingFound q={q} narrowed={narrowed > 0} />
          ) : (
            <ProductGrid cards={data.items} level={2} />
          )}
          {pages > 1 && (
            <Group justify="center" mt="xl">
              <Pagination
                total={pages}
                value={page ?? 1}
                onChange={(next) => change({ page: next })}
                getControlProps={(control) => ({ 'aria-label': `${control} page` })}
                getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
              />
            </Group>
          )}
        </div>
      </div>
      {filtersUsed && (
        <Suspense>
          <FacetsDrawer opened={filtersOpen} close={filters.close} done={`Show ${plural(data.total, 'product')}`}>
            <Facets facets={data.facets} params={params} change={change} />
          </FacetsDrawer>
        </Suspense>
      )}
    </Page>
  )
}

function NothingFound({ q, narrowed }: { readonly q: string | undefined; readonly narrowed: boolean }) {
  return (
    <EmptyState
      icon={IconMoodEmpty}
      title="Nothing matches"
      action={
        <ButtonLink to="/search" variant="default">
          Show everything
        </ButtonLink>
      }
    >
      {q && narrowed
        ? `No product fits “${q}” with these filters. Remove a filter, or search for something broader.`
        : q
          ? `No product fits “${q}”. Check the spelling, or search for what it does instead of its name.`
          : 'No product fits these filters. Remove one to see more.'}
    </EmptyState>
  )
}
