import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconRosetteDiscountCheck, IconShieldCheck } from '@tabler/icons-react'
import type { CardView, ListingState } from '../api/views.ts'

const meanings = {
  certified: { label: 'Certified', color: 'brass', icon: IconRosetteDiscountCheck },
  official: { label: 'Official', color: 'tide', icon: IconShieldCheck },
  verified: { label: 'Verified publisher', color: 'tide', icon: IconShieldCheck },
} as const

/** What the store vouches for (STO-129), and the label of a listing on hold or revoked (STO-118). */
export function ListingBadges({
  badges,
  state,
}: {
  readonly badges: CardView['badges']
  readonly state: ListingState
}) {
  if (state === 'hold') return <StateBadge label="On hold" color="orange" icon={IconAlertTriangle} />
  if (state === 'revoked') return <StateBadge label="Revoked" color="red" icon={IconBan} />
  if (state === 'withdrawn') return <StateBadge label="Withdrawn" color="gray" icon={IconBan} />
  const badge = badges.includes('certified') ? 'certified' : badges[0]
  return badge ? <StateBadge {...meanings[badge]} /> : null
}

function StateBadge({
  label,
  color,
  icon: Icon,
}: {
  readonly label: string
  readonly color: string
  readonly icon: typeof IconBan
}) {
  return (
    <Badge
      color={color}
      variant="light"
      radius="sm"
      tt="none"
      fw={600}
      leftSection={<Icon size={13} stroke={2} aria-hidden />}
    >
      {label}
    </Badge>
  )
}
