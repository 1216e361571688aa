import { Text } from '@mantine/core'
import type { SubmissionDetailView } from '../api/review-views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { fieldName } from './field-name.ts'

/** What differs from the round or version before, field by field. */
export function ChangesTable({ changes }: { readonly changes: SubmissionDetailView['changes'] }) {
  if (changes.length === 0) return <Text c="dimmed">Nothing differs.</Text>
  return (
    <DataTable
      label="Changes"
      rows={changes}
      rowKey={({ field }) => field}
      columns={[
        { title: 'Field', cell: ({ field }) => <Text fw={600}>{fieldName(field)}</Text> },
        { title: 'Before', cell: ({ before }) => <Value value={before} /> },
        { title: 'Now', cell: ({ after }) => <Value value={after} /> },
      ]}
    />
  )
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined || value === null || value === '') return <Text c="dimmed">empty</Text>
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1)
  return (
    <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} lineClamp={12}>
      {text}
    </Text>
  )
}
