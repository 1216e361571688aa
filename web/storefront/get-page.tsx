import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { listing, terms } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'
import type { SubscriptionView } from '../api/views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { plural } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { useActingAccount } from '../ui/session.ts'
import { toastDone } from '../ui/toast.tsx'
import { AccountChoice } from './account-choice.tsx'
import { TermsBox } from './terms-box.tsx'

/** Accepts the terms of a free plan, or starts a trial; then shows the pull command (STO-133). */
export function GetPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { slug, planId } = useParams({ from: '/get/$slug/$planId' })
  const { trial } = useSearch({ from: '/get/$slug/$planId' })
  const { data: product } = useSuspenseQuery(listing(api, slug))
  const { data: agreement } = useSuspenseQuery(terms(api, planId))
  const { current } = useActingAccount()
  const plan = product.plans.find((one) => one.id === planId)
  const buyer = current?.mayBuy ? current.name : ''
  const form = useApiForm({ account: buyer, accepted: false, notify: true }, async (values) => {
    await api.post<SubscriptionView>('/subscriptions', {
      planId,
      account: values.account || current?.name,
      termsHash: agreement.hash,
      notify: values.notify,
      ...(trial ? { trial: true } : {}),
    })
    await queryClient.invalidateQueries({ queryKey: ['listing', slug] })
    await queryClient.invalidateQueries({ queryKey: ['subscriptions'] })
    toastDone(trial ? `Your trial of ${product.name} has begun.` : `${product.name} is yours to pull.`)
    await navigate({ href: `${product.path}?plan=${planId}` })
  })
  if (!plan) return null
  return (
    <Page narrow>
      <PageHeader
        title={trial ? `Try ${product.name}` : `Get ${product.name}`}
        lead={
          trial
            ? `${plan.name}, ${plural(plan.trialDays, 'day')} free of charge. No card is asked for, and it ends by itself.`
            : `${plan.name}, ${plan.priceLabel.toLowerCase()}. Read and accept the terms of ${product.publisher.name} to pull it.`
        }
      />
      <form onSubmit={form.onSubmit}>
        <Stack gap="lg">
          <FormProblem problem={form.problem} />
          <AccountChoice value={form.values.account} onChange={(name) => form.set('account', name)} />
          <TermsBox terms={agreement} plan={plan.name} product={product.name} />
          <Checkbox
            required
            label={`I accept the terms of ${product.publisher.name}`}
            checked={form.values.accepted}
            onChange={(event) => form.set('accepted', event.currentTarget.checked)}
            error={form.errorOf('termsHash')}
          />
          <Checkbox
            label="Tell me by e-mail about updates, holds and security notices for this product"
            checked={form.values.notify}
            onChange={(event) => form.set('notify', event.currentTarget.checked)}
          />
          <div>
            <Button type="submit" size="md" loading={form.busy}>
              {trial ? 'Accept and start the trial' : 'Accept and get it'}
            </Button>
            <ButtonLink to={product.path} variant="subtle" size="md" ml="sm">
              Back
            </ButtonLink>
          </div>
          <Text size="sm" c="dimmed">
            The store records which version of the terms was accepted, by whom, and when.
          </Text>
        </Stack>
      </form>
    </Page>
  )
}
