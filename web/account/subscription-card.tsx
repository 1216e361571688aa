import { Button, Collapse, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi, useStore } from '../api/context.tsx'
import type { SubscriptionView } from '../api/views.ts'
import { ProductIcon } from '../storefront/product-icon.tsx'
import { CommandCopy } from '../ui/command-copy.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { formatDay, formatMoney } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { MarkdownView } from '../ui/markdown-view.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import surface from '../ui/surface.module.css'
import { toastDone, toastProblem } from '../ui/toast.tsx'

/** One subscription: how it stands, how to set it up, how to end it. */
export function SubscriptionCard({ subscription }: { readonly subscription: SubscriptionView }) {
  const { registryHost } = useStore()
  const [open, setup] = useDisclosure(false)
  const { product, plan, state, pullCommands } = subscription
  const usable = pullCommands.length > 0
  return (
    <article className={surface.surface} style={{ padding: '1.125rem 1.25rem' }}>
      <Group wrap="nowrap" align="flex-start" gap="md">
        <ProductIcon name={product.name} url={product.iconUrl} size={48} />
        <Stack gap={2} style={{ flex: 1, minWidth: 0 }}>
          <Group gap="xs">
            <TextLink to={product.path} fw={650} fz="1.0625rem" c="inherit">
              {product.name}
            </TextLink>
            <StatusBadge state={state} />
          </Group>
          <Text size="sm" c="dimmed">
            {plan.name}
            {subscription.trial && ', trial'}
            {subscription.price && `, ${formatMoney(subscription.price)}`}
          </Text>
          <Text size="sm">{sentence(subscription.stateText)}</Text>
        </Stack>
      </Group>
      <Group gap="sm" mt="md">
        {usable && (
          <Button variant="default" size="sm" onClick={setup.toggle} aria-expanded={open}>
            {open ? 'Hide setup' : 'Setup'}
          </Button>
        )}
        <CancelButton subscription={subscription} />
      </Group>
      <Collapse expanded={open}>
        <Stack gap="xs" mt="md">
          <CommandCopy command={`docker login ${registryHost}`} />
          {pullCommands.map(({ command }) => (
            <CommandCopy key={command} command={command} />
          ))}
          {subscription.instructionsHtml && <MarkdownView html={subscription.instructionsHtml} />}
        </Stack>
      </Collapse>
    </article>
  )
}

/** "active until 3 May 2026" -> "Active until 3 May 2026." */
function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}

function CancelButton({ subscription }: { readonly subscription: SubscriptionView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const { id, product, state, managed, periodEnd, cancelAtPeriodEnd } = subscription
  const cancel = useMutation({
    mutationFn: () => api.post(`/subscriptions/${id}/cancel`),
    onSuccess: async () => {
      toastDone(`${product.name} is cancelled.`)
      await queryClient.invalidateQueries({ queryKey: ['subscriptions'] })
      await queryClient.invalidateQueries({ queryKey: ['listing', product.slug] })
    },
    onError: toastProblem,
  })
  if (managed) {
    return (
      <Text size="sm" c="dimmed">
        Managed by the publisher; ask there to change or end it.
      </Text>
    )
  }
  if (state !== 'active' || cancelAtPeriodEnd) return null
  return (
    <ConfirmButton
      label="Cancel subscription"
      title={`Cancel ${product.name}?`}
      confirm="Cancel the subscription"
      busy={cancel.isPending}
      onConfirm={() => cancel.mutateAsync()}
    >
      {periodEnd
        ? `Pulls keep working until ${formatDay(periodEnd)}. Nothing is charged after that.`
        : 'Pulls stop working at once. What you have pulled keeps running, and you can subscribe again.'}
    </ConfirmButton>
  )
}
