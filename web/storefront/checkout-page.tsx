import { Alert, Button, Checkbox, SegmentedControl, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { IconTestPipe } from '@tabler/icons-react'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { listing, terms } from '../api/catalog.ts'
import { useApi, useStore } from '../api/context.tsx'
import type { OrderView } from '../api/views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { useActingAccount, useSession } from '../ui/session.ts'
import { AccountChoice } from './account-choice.tsx'
import classes from './checkout-page.module.css'
import { countries } from './countries.ts'
import { followOrder } from './follow-order.ts'
import { QuoteSummary } from './quote-summary.tsx'
import { TermsBox } from './terms-box.tsx'

/** Buys a paid plan: for whom, billing details, terms, card (STO-133). */
export function CheckoutPage() {
  const api = useApi()
  const { demo } = useStore()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { slug, planId } = useParams({ from: '/checkout/$slug/$planId' })
  const { data: product } = useSuspenseQuery(listing(api, slug))
  const { data: agreement } = useSuspenseQuery(terms(api, planId))
  const { account } = useSession()
  const { current } = useActingAccount()
  const plan = product.plans.find((one) => one.id === planId)
  const [priceIndex, setPriceIndex] = useState(0)
  const price = plan?.prices[priceIndex]
  // One key per filled-in form: a second click or a lost answer never makes a second order.
  const [idempotencyKey] = useState(() => crypto.randomUUID())

  const form = useApiForm(
    {
      account: current?.mayBuy ? current.name : (account?.name ?? ''),
      name: account?.fullName ?? '',
      email: account?.email ?? '',
      company: '',
      country: '',
      address: '',
      vatId: '',
      card: '',
      accepted: false,
    },
    async (values) => {
      const { account: buyer, card, accepted: _, ...billing } = values
      const filled = Object.fromEntries(Object.entries(billing).filter(([, value]) => value !== ''))
      const order = await api.post<OrderView>('/orders', {
        ...{ planId, account: buyer, period: price?.period, currency: price?.currency, termsHash: agreement.hash },
        ...{ billing: filled, card: { number: card.replaceAll(' ', '') }, idempotencyKey },
      })
      queryClient.setQueryData(['orders', order.id], order)
      await followOrder(order, navigate)
    },
  )
  if (!plan || !price) return null
  const error = (field: string) => form.errorOf(`billing.${field}`) ?? form.errorOf(field)
  const billingField = (field: 'name' | 'email' | 'company' | 'address' | 'vatId') => ({
    ...form.text(field),
    error: error(field),
  })

  return (
    <Page>
      <PageHeader title="Checkout" lead={`${product.name}, ${plan.name}, by ${product.publisher.name}`} />
      <form onSubmit={form.onSubmit} className={classes.layout}>
        <Stack gap="xl">
          <FormProblem problem={form.problem} />
          {plan.prices.length > 1 && (
            <SegmentedControl
              aria-label="Billing period and currency"
              value={String(priceIndex)}
              onChange={(value) => setPriceIndex(Number(value))}
              data={plan.prices.map(({ label }, index) => ({ value: String(index), label }))}
            />
          )}
          <AccountChoice value={form.values.account} onChange={(name) => form.set('account', name)} />
          <fieldset className={classes.group}>
            <legend>Billing details</legend>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput label="Name" required autoComplete="name" {...billingField('name')} />
              <TextInput label="E-mail" type="email" required autoComplete="email" {...billingField('email')} />
              <Select
                label="Country"
                required
                searchable
                data={countries}
                value={form.values.country || null}
                onChange={(country) => form.set('country', country ?? '')}
                error={error('country')}
              />
              <TextInput label="Company" autoComplete="organization" {...billingField('company')} />
              <TextInput label="Address" autoComplete="street-address" {...billingField('address')} />
              <TextInput label="VAT number" {...billingField('vatId')} />
            </SimpleGrid>
          </fieldset>
          <fieldset className={classes.group}>
            <legend>Terms of {product.publisher.name}</legend>
            <Stack>
              <TermsBox terms={agreement} plan={plan.name} product={product.name} />
              <Checkbox
                required
                label={`I accept the terms of ${product.publisher.name}`}
                checked={form.values.accepted}
                onChange={(event) => form.set('accepted', event.currentTarget.checked)}
                error={form.errorOf('termsHash')}
              />
            </Stack>
          </fieldset>
          <fieldset className={classes.group}>
            <legend>Payment</legend>
            <Stack>
              <TextInput
                label="Card number"
                required
                inputMode="numeric"
                autoComplete="cc-number"
                placeholder="4242 4242 4242 4242"
                maw={320}
                {...form.text('card')}
                error={form.errorOf('card.number') ?? form.errorOf('card')}
              />
              {demo && <TestCards />}
            </Stack>
          </fieldset>
        </Stack>
        <QuoteSummary
          request={{
            ...{ planId, account: form.values.account, period: price.period },
            ...{ currency: price.currency, country: form.values.country },
          }}
          fallback={price}
        >
          <Button type="submit" size="md" fullWidth loading={form.busy}>
            Pay and subscribe
          </Button>
        </QuoteSummary>
      </form>
    </Page>
  )
}

function TestCards() {
  return (
    <Alert variant="light" color="brass" icon={<IconTestPipe />} title="No real money moves in this store">
      Cards to try: 4242 4242 4242 4242 is accepted, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks you to
      confirm the payment.
    </Alert>
  )
}
