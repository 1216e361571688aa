import { IconReceipt } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { receipts } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatDay, formatMoney } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { useActingAccount } from '../ui/session.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { ActingFor } from './acting-for.tsx'

/** Every payment of the account, with its number and tax. */
export function ReceiptsPage() {
  const api = useApi()
  const { current } = useActingAccount()
  const { data, error } = useQuery({ ...receipts(api, current?.name ?? ''), enabled: current !== undefined })
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader title="Receipts" lead="One for each payment." actions={<ActingFor />} />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconReceipt} title="No payments so far">
          Receipts appear here after the first purchase. Free subscriptions and trials have none.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Receipts"
          minWidth="44rem"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            { title: 'Number', cell: ({ number }) => number },
            { title: 'Date', cell: ({ issuedAt }) => formatDay(issuedAt) },
            {
              title: 'For',
              cell: ({ productName, description, publisherName }) => (
                <>
                  {productName}, {description}
                  <br />
                  <small>by {publisherName}</small>
                </>
              ),
            },
            { title: 'Net', align: 'right', cell: ({ net }) => formatMoney(net) },
            { title: 'Tax', align: 'right', cell: ({ tax }) => formatMoney(tax) },
            { title: 'Total', align: 'right', cell: ({ total }) => <strong>{formatMoney(total)}</strong> },
          ]}
        />
      )}
    </>
  )
}
