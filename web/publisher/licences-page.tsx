import { Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLicense } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { listing } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'
import { byolOrders, products } from '../api/publishing.ts'
import type { PublisherView } from '../api/review-views.ts'
import type { ByolOrderView } from '../api/views.ts'
import { CommandCopy } from '../ui/command-copy.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatShortDay } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { usePublisher } from './portal.ts'

/** Orders for customers who bought their licence from the publisher (STO-144). */
export function LicencesPage() {
  const publisher = usePublisher()
  if (!publisher) return <RowSkeletons />
  return <Orders publisher={publisher} />
}

function Orders({ publisher }: { readonly publisher: PublisherView }) {
  const api = useApi()
  const [opened, dialog] = useDisclosure(false)
  const { data, error } = useQuery(byolOrders(api, publisher.id))
  if (error) return <ErrorPage error={error} />
  const create = <Button onClick={dialog.open}>New order</Button>
  return (
    <>
      <PageHeader
        title="Licence orders"
        lead="For plans that need a licence bought from you: make an order, hand its link to the customer."
        actions={data && data.items.length > 0 ? create : null}
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconLicense} title="No orders yet" action={create}>
          The customer opens the link, accepts the terms, and can pull.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Licence orders"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            { title: 'Product', cell: (order) => order.product.name },
            { title: 'Customer', cell: (order) => order.customer?.name ?? order.customer?.email ?? 'Not named' },
            { title: 'State', cell: (order) => <StatusBadge state={order.state} /> },
            { title: 'Made', cell: (order) => formatShortDay(order.createdAt) },
          ]}
        />
      )}
      {opened && <NewOrder publisher={publisher} onClose={dialog.close} />}
    </>
  )
}

function NewOrder({ publisher, onClose }: { readonly publisher: PublisherView; readonly onClose: () => void }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [made, setMade] = useState<ByolOrderView | null>(null)
  const form = useApiForm({ slug: '', planId: '', name: '', email: '' }, async ({ planId, name, email }) => {
    const customer = { ...(name && { name }), ...(email && { email }) }
    const order = await api.post<ByolOrderView>(`/publishers/${publisher.id}/byol-orders`, { planId, customer })
    setMade(order)
    await queryClient.invalidateQueries({ queryKey: ['publisher', publisher.id, 'byol-orders'] })
  })
  const offered = useQuery(products(api, publisher.id)).data?.items.filter((product) => product.listingState)
  const chosen = useQuery({ ...listing(api, form.values.slug), enabled: form.values.slug !== '' }).data
  const plans = chosen?.plans.filter((plan) => plan.access === 'byol') ?? []
  if (made) {
    return (
      <Modal opened onClose={onClose} title="Hand this link to the customer">
        <Stack>
          <Text>It is shown only once. Whoever opens it first can accept the licence.</Text>
          <CommandCopy command={made.url} />
        </Stack>
      </Modal>
    )
  }
  return (
    <Modal opened onClose={onClose} title="New licence order">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Select
            label="Product"
            required
            data={(offered ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
            value={form.values.slug || null}
            onChange={(slug) => form.setAll({ ...form.values, slug: slug ?? '', planId: '' })}
          />
          <Select
            label="Plan"
            required
            description={chosen && plans.length === 0 ? 'This product has no plan that needs a licence.' : undefined}
            data={plans.map(({ id, name }) => ({ value: id, label: name }))}
            value={form.values.planId || null}
            error={form.errorOf('planId')}
            onChange={(planId) => form.set('planId', planId ?? '')}
          />
          <TextInput label="Customer name" {...form.text('name')} />
          <TextInput label="Customer e-mail" type="email" {...form.text('email')} />
          <Button type="submit" loading={form.busy} disabled={form.values.planId === ''}>
            Make the order
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
