import { SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { Page } from './page.tsx'

/** The outline of a page while its data loads. */
export function PageSkeleton() {
  return (
    <Page>
      <Stack gap="md" aria-busy="true" aria-label="Loading" role="status">
        <Skeleton height={34} width="min(22rem, 70%)" />
        <Skeleton height={18} width="min(34rem, 90%)" />
        <CardSkeletons count={6} />
      </Stack>
    </Page>
  )
}

export function CardSkeletons({ count }: { readonly count: number }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} mt="md">
      {Array.from({ length: count }, (_, index) => `card-${index}`).map((key) => (
        <Skeleton key={key} height={168} radius="lg" />
      ))}
    </SimpleGrid>
  )
}

/** The outline of a table or list. */
export function RowSkeletons({ count = 4 }: { readonly count?: number }) {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading" role="status">
      {Array.from({ length: count }, (_, index) => `row-${index}`).map((key) => (
        <Skeleton key={key} height={46} />
      ))}
    </Stack>
  )
}
