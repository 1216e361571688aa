import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type QuoteRequest, quote } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import { problemOf } from '../api/problem.ts'
import type { PriceView } from '../api/views.ts'
import { formatMoney } from '../ui/format.ts'
import surface from '../ui/surface.module.css'
import classes from './checkout-page.module.css'

interface QuoteSummaryProps {
  readonly request: QuoteRequest
  /** The list price, shown until the country decides on the tax. */
  readonly fallback: PriceView
  readonly children: ReactNode
}

/** What will be charged, with tax, as the store computed it. */
export function QuoteSummary({ request, fallback, children }: QuoteSummaryProps) {
  const api = useApi()
  const { data, error } = useQuery(quote(api, request))
  const every = request.period === 'year' ? 'year' : 'month'
  return (
    <section className={`${surface.surface} ${classes.summary}`} aria-label="Summary" aria-live="polite">
      <Text component="h2" fw={650} fz="1.1875rem" m={0}>
        Summary
      </Text>
      <dl className={classes.lines}>
        <dt>Price per {every}</dt>
        <dd>{formatMoney(data?.net ?? fallback)}</dd>
        <dt>{data ? data.taxLabel : 'Tax'}</dt>
        <dd>{data ? formatMoney(data.tax) : 'Choose a country'}</dd>
        <dt className={classes.total}>Due today</dt>
        <dd className={classes.total}>{data ? formatMoney(data.total) : '…'}</dd>
      </dl>
      {error && (
        <Text c="red" size="sm" mb="md" role="alert">
          {problemOf(error).detail}
        </Text>
      )}
      {children}
      <Text size="sm" c="dimmed" mt="sm">
        Buys access for one {every} from today. If you cancel, it lasts to the end of what you paid for.
      </Text>
    </section>
  )
}
