import { Badge, Group, Text } from '@mantine/core'
import { plural } from '../ui/format.ts'
import { StatusBadge } from '../ui/status-badge.tsx'

interface Counts {
  readonly state: string
  readonly components: number
  readonly critical: number
  readonly major: number
  readonly minor: number
  readonly unknown: number
}

const classes = [
  ['critical', 'red'],
  ['major', 'orange'],
  ['minor', 'yellow'],
  ['unknown', 'gray'],
] as const

/** What a scan found, at a glance: counts by class, or the state while there is no result (STO-094). */
export function ScanBar({ scan }: { readonly scan: Counts }) {
  if (scan.state !== 'complete') return <StatusBadge state={scan.state} />
  const found = classes.filter(([name]) => scan[name] > 0)
  return (
    <Group gap={6} wrap="wrap">
      {found.length === 0 ? (
        <Badge color="teal" variant="light" radius="sm" tt="none">
          No known vulnerabilities
        </Badge>
      ) : (
        found.map(([name, color]) => (
          <Badge key={name} color={color} variant="light" radius="sm" tt="none">
            {scan[name]} {name}
          </Badge>
        ))
      )}
      <Text size="sm" c="dimmed">
        {plural(scan.components, 'component')}
      </Text>
    </Group>
  )
}
