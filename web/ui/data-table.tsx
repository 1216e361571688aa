import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './surface.module.css'

export interface Column<Row> {
  readonly title: ReactNode
  readonly cell: (row: Row) => ReactNode
  readonly align?: 'left' | 'right'
}

interface DataTableProps<Row> {
  /** What the table lists; read out by screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Width below which the table scrolls sideways. */
  readonly minWidth?: string
}

/** A plain table that scrolls sideways on small screens. */
export function DataTable<Row>({ label, columns, rows, rowKey, minWidth = '36rem' }: DataTableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be focusable
    <section className={classes.tableScroll} tabIndex={0} aria-label={label}>
      <Table className={classes.table} verticalSpacing="sm" horizontalSpacing="md" miw={minWidth}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title, align }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <Table.Th key={index} ta={align ?? 'left'}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ cell, align }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <Table.Td key={index} ta={align ?? 'left'}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}
