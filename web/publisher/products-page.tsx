import { Button, Group, Image, Modal, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPackages } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import { products } from '../api/publishing.ts'
import type { ProductView } from '../api/publishing-views.ts'
import type { PublisherView } from '../api/review-views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatShortDay } from '../ui/format.ts'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { usePublisher } from './portal.ts'

/** The products of a publisher with their state (STO-038). */
export function ProductsPage() {
  const publisher = usePublisher()
  if (!publisher) return <RowSkeletons />
  return <Products publisher={publisher} />
}

function Products({ publisher }: { readonly publisher: PublisherView }) {
  const api = useApi()
  const [opened, dialog] = useDisclosure(false)
  const { data, error } = useQuery(products(api, publisher.id))
  if (error) return <ErrorPage error={error} />
  const slug = publisher.slug
  const create = <Button onClick={dialog.open}>New product</Button>
  return (
    <>
      <PageHeader title="Products" actions={data && data.items.length > 0 ? create : null} />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconPackages} title="No products yet" action={create}>
          Push an image to a repository of yours, then describe it as a product. You can save unfinished work.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Products"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            {
              title: 'Product',
              cell: (product) => (
                <Group gap="sm" wrap="nowrap">
                  {product.iconUrl && <Image src={product.iconUrl} alt="" w={36} h={36} radius="sm" />}
                  <div>
                    <TextLink
                      to="/publisher/$slug/products/$productId"
                      params={{ slug, productId: product.id }}
                      fw={600}
                    >
                      {product.name}
                    </TextLink>
                    <Text size="sm" c="dimmed" lineClamp={1}>
                      {product.shortDescription}
                    </Text>
                  </div>
                </Group>
              ),
            },
            {
              title: 'State',
              cell: (product) => (
                <Group gap={4}>
                  <StatusBadge state={product.status} />
                  {product.hasDraft && product.listingState && <StatusBadge state="draft" />}
                </Group>
              ),
            },
            { title: 'Changed', cell: (product) => formatShortDay(product.updatedAt) },
            {
              title: <VisuallyHidden>Action</VisuallyHidden>,
              align: 'right',
              cell: (product) => <Follow slug={slug} product={product} />,
            },
          ]}
        />
      )}
      <NewProduct publisher={publisher} opened={opened} onClose={dialog.close} />
    </>
  )
}

function Follow({ slug, product }: { readonly slug: string; readonly product: ProductView }) {
  if (product.status === 'draft') return null
  return (
    <ButtonLink
      to="/publisher/$slug/products/$productId/submission"
      params={{ slug, productId: product.id }}
      variant="default"
      size="compact-sm"
    >
      Review
    </ButtonLink>
  )
}

interface NewProductProps {
  readonly publisher: PublisherView
  readonly opened: boolean
  readonly onClose: () => void
}

function NewProduct({ publisher, opened, onClose }: NewProductProps) {
  const api = useApi()
  const navigate = useNavigate()
  const form = useApiForm({ name: '' }, async (values) => {
    const product = await api.post<ProductView>(`/publishers/${publisher.id}/products`, values)
    await navigate({
      to: '/publisher/$slug/products/$productId',
      params: { slug: publisher.slug, productId: product.id },
    })
  })
  return (
    <Modal opened={opened} onClose={onClose} title="New product">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <TextInput label="Name" required data-autofocus {...form.text('name')} />
          <Button type="submit" loading={form.busy}>
            Create
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
