import { Badge } from '@mantine/core'

type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'quiet'

const colors: Record<Tone, string> = { good: 'teal', busy: 'tide', warning: 'brass', bad: 'red', quiet: 'gray' }

/** Every state that the store shows, in words, with the tone that tells at a glance whether to worry. */
const states: Readonly<Record<string, readonly [label: string, tone: Tone]>> = {
  draft: ['Draft', 'quiet'],
  pending: ['Pending review', 'busy'],
  changes_requested: ['Changes requested', 'warning'],
  approved: ['Approved', 'good'],
  published: ['Published', 'good'],
  rejected: ['Rejected', 'bad'],
  withdrawn: ['Withdrawn', 'quiet'],
  hold: ['On hold', 'warning'],
  revoked: ['Revoked', 'bad'],
  applied: ['Applied', 'busy'],
  accepted: ['Accepted', 'good'],
  agreement_signed: ['Agreement signed', 'busy'],
  under_review: ['Under review', 'warning'],
  active: ['Active', 'good'],
  preparing: ['Not yet begun', 'busy'],
  past_due: ['Payment due', 'warning'],
  cancelled: ['Cancelled', 'quiet'],
  expired: ['Expired', 'quiet'],
  failed: ['Failed', 'bad'],
  none: ['Not scanned', 'quiet'],
  queued: ['Queued', 'busy'],
  scanning: ['Scanning', 'busy'],
  complete: ['Complete', 'good'],
  created: ['Created', 'busy'],
  fulfilled: ['Fulfilled', 'good'],
  open: ['Open', 'busy'],
  awaiting_payment: ['Awaiting payment', 'busy'],
  requires_action: ['Confirmation needed', 'warning'],
  paid: ['Paid', 'good'],
  declined: ['Declined', 'bad'],
  paused: ['Paused', 'quiet'],
  waiting: ['Waiting', 'busy'],
  retrying: ['Trying again', 'warning'],
  delivered: ['Delivered', 'good'],
}

export function StatusBadge({ state }: { readonly state: string }) {
  const [label, tone] = states[state] ?? [state.replaceAll('_', ' '), 'quiet']
  return (
    <Badge color={colors[tone]} variant="light" radius="sm" tt="none" fw={600}>
      {label}
    </Badge>
  )
}
