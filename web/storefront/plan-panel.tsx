import { Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { EntitlementView, ListingView } from '../api/views.ts'
import { formatPlatforms } from '../ui/format.ts'
import surface from '../ui/surface.module.css'
import classes from './listing-page.module.css'
import { PlanAction } from './plan-action.tsx'

interface PlanPanelProps {
  readonly product: ListingView
  /** What the caller may pull already; undefined while it loads. */
  readonly access: EntitlementView | undefined
  readonly chosen: string | undefined
}

/** Plans with their prices and the way to get one; the default plan, or the one already owned, is preselected. */
export function PlanPanel({ product, access, chosen }: PlanPanelProps) {
  const owned = access?.plans.find((plan) => plan.allowed && plan.subscriptionId)?.planId
  const preset = product.plans.find((plan) => plan.id === chosen) ?? product.plans.find((plan) => plan.id === owned)
  const [picked, pick] = useState<string | undefined>(undefined)
  const plan =
    product.plans.find((one) => one.id === picked) ??
    preset ??
    product.plans.find((one) => one.isDefault) ??
    product.plans[0]
  if (!plan || product.state === 'revoked') return null
  const platforms = formatPlatforms(plan.platforms)

  return (
    <section className={surface.surface} style={{ padding: '1.375rem' }} aria-label="Plans">
      {product.plans.length > 1 && (
        <Radio.Group label="Plan" value={plan.id} onChange={pick} mb="md">
          <Stack gap={8} mt={6}>
            {product.plans.map((one) => (
              <Radio
                key={one.id}
                value={one.id}
                label={
                  <>
                    {one.name}{' '}
                    <Text span size="sm" c="dimmed">
                      {one.priceLabel}
                    </Text>
                  </>
                }
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <p className={classes.planPrice}>{plan.priceLabel}</p>
      {plan.prices.length > 1 && (
        <Text size="sm" c="dimmed" mt={2}>
          {plan.prices.map((price) => price.label).join(' or ')}
        </Text>
      )}
      {plan.description && <Text mt="xs">{plan.description}</Text>}
      <PlanAction
        product={product}
        plan={plan}
        access={access?.plans.find((one) => one.planId === plan.id)}
        signedIn={access?.signedIn ?? false}
      />
      <Text size="sm" c="dimmed" mt="md">
        {plan.repositories.join(', ')}
        {platforms && ` for ${platforms}`}
      </Text>
    </section>
  )
}
