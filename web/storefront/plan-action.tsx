import { Alert, Anchor, Stack, Text, Title } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useStore } from '../api/context.tsx'
import type { ListingView, PlanEntitlementView, PlanView } from '../api/views.ts'
import { CommandCopy } from '../ui/command-copy.tsx'
import { plural } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { MarkdownView } from '../ui/markdown-view.tsx'

interface PlanActionProps {
  readonly product: ListingView
  readonly plan: PlanView
  readonly access: PlanEntitlementView | undefined
  readonly signedIn: boolean
}

/** The next step with a plan: pull it, sign in, accept terms, buy, or ask the publisher (STO-131, STO-133). */
export function PlanAction({ product, plan, access, signedIn }: PlanActionProps) {
  if (access?.allowed) return <Entitled product={product} plan={plan} access={access} signedIn={signedIn} />
  if (product.state !== 'published') {
    return (
      <Text mt="md" c="dimmed">
        New subscriptions are not offered while the product is {product.state === 'hold' ? 'on hold' : product.state}.
      </Text>
    )
  }
  return (
    <Stack gap="xs" mt="md">
      <Offer product={product} plan={plan} access={access} />
    </Stack>
  )
}

function Offer({ product, plan, access }: Omit<PlanActionProps, 'signedIn'>) {
  const to = { slug: product.slug, planId: plan.id }
  if (plan.access === 'byol') {
    return (
      <>
        <Text>The publisher sells this licence. With it comes a link that unlocks the plan here.</Text>
        {plan.byolUrl && (
          <Anchor href={plan.byolUrl} rel="noreferrer nofollow" target="_blank" fw={600}>
            Get a licence from {product.publisher.name}
          </Anchor>
        )}
      </>
    )
  }
  if (plan.access === 'logged_in') {
    return (
      <>
        <ButtonLink to="/sign-in" search={{ next: product.path }} fullWidth size="md">
          Sign in to get it
        </ButtonLink>
        <Note>Free for everyone with an account.</Note>
      </>
    )
  }
  if (plan.prices.length === 0) {
    return (
      <>
        <ButtonLink to="/get/$slug/$planId" params={to} fullWidth size="md">
          Get it
        </ButtonLink>
        <Note>You read and accept the publisher’s terms first. Nothing is charged.</Note>
      </>
    )
  }
  const trial = plan.trialDays > 0 && access?.trialAvailable !== false
  return (
    <>
      <ButtonLink to="/checkout/$slug/$planId" params={to} fullWidth size="md">
        Proceed to checkout
      </ButtonLink>
      {trial && (
        <ButtonLink to="/get/$slug/$planId" params={to} search={{ trial: true }} variant="light" fullWidth size="md">
          Try {plural(plan.trialDays, 'day')} for free
        </ButtonLink>
      )}
      <Note>
        {trial ? 'The trial needs no card and ends by itself.' : 'You accept the publisher’s terms at checkout.'}
      </Note>
    </>
  )
}

function Note({ children }: { readonly children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}

/** The entitled view: what to type, and how to set it up (STO-134). */
function Entitled({ product, plan, access, signedIn }: PlanActionProps & { readonly access: PlanEntitlementView }) {
  const { registryHost } = useStore()
  return (
    <Stack gap="sm" mt="md">
      {access.subscriptionId ? (
        <Alert color="teal" icon={<IconCircleCheck />} p="xs" variant="light">
          You have an active subscription to {plan.name}.
        </Alert>
      ) : null}
      {product.state === 'hold' && access.text && <Text size="sm">{access.text}</Text>}
      {plan.access !== 'all' && signedIn && (
        <>
          <Text size="sm" c="dimmed">
            Sign in to the registry once, then pull:
          </Text>
          <CommandCopy command={`docker login ${registryHost}`} />
        </>
      )}
      {access.pullCommands.map(({ command }) => (
        <CommandCopy key={command} command={command} />
      ))}
      {access.instructionsHtml && (
        <div>
          <Title order={2} fz="1rem" mb={6}>
            Installing it
          </Title>
          <MarkdownView html={access.instructionsHtml} />
        </div>
      )}
      {access.subscriptionId && (
        <ButtonLink to="/account/content" variant="default" size="sm">
          Manage in My content
        </ButtonLink>
      )}
    </Stack>
  )
}
