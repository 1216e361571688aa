import { IconShieldSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { advisoryFeeds } from '../api/desk.ts'
import { CommandCopy } from '../ui/command-copy.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoment } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'

/** The advisory data that scans are matched with, and its age (ADV-9). */
export function AdvisoriesPage() {
  const api = useApi()
  const { data, error } = useQuery(advisoryFeeds(api))
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader
        title="Advisories"
        lead="What scans are matched with. Newer data opens and closes findings by itself."
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconShieldSearch} title="No advisories yet">
          Scans list components but cannot tell which are vulnerable. Import OSV records with the command below.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Advisory data"
          rows={data.items}
          rowKey={({ ecosystem }) => ecosystem}
          columns={[
            { title: 'Ecosystem', cell: ({ ecosystem }) => ecosystem },
            { title: 'Records', cell: ({ records }) => records, align: 'right' },
            { title: 'From', cell: ({ source }) => source },
            { title: 'Imported', cell: ({ importedAt }) => formatMoment(importedAt) },
          ]}
        />
      )}
      <CommandCopy command="chandlery advisories import all.zip" />
    </>
  )
}
