import { Card, Group, Stack, Text, Tooltip } from '@mantine/core'
import type { ScanView } from '../../src/vulnerabilities/http/views.ts'
import { formatBytes, plural, shortDigest } from '../ui/format.ts'
import { severityColor } from './severity.ts'

type Component = ScanView['components'][number]

/** Each layer with the line that made it, its size, and a square for every component that it brought (STO-094). */
export function LayersView({ data }: { readonly data: ScanView }) {
  const byId = new Map(data.components.map((component) => [component.platform + component.id, component]))
  return (
    <Stack gap="sm">
      {data.layers.map((layer) => {
        const components = layer.components.flatMap((id) => byId.get(layer.platform + id) ?? [])
        return (
          <Card key={layer.platform + layer.index} withBorder padding="sm">
            <Group justify="space-between" gap="xs">
              <Text fw={600}>Layer {layer.index}</Text>
              <Text size="sm" c="dimmed">
                {formatBytes(layer.size)}, {shortDigest(layer.digest)}
              </Text>
            </Group>
            <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }} my={4}>
              {layer.command ?? 'No history line'}
            </Text>
            {components.length === 0 ? (
              <Text size="sm" c="dimmed">
                No components in this layer
              </Text>
            ) : (
              <ul style={{ display: 'flex', flexWrap: 'wrap', gap: 4, listStyle: 'none', margin: 0, padding: 0 }}>
                {components.map((component) => (
                  <Square key={component.id} component={component} />
                ))}
              </ul>
            )}
          </Card>
        )
      })}
    </Stack>
  )
}

function Square({ component }: { readonly component: Component }) {
  const worst = component.findings[0]?.severity.class
  const name = `${component.name} ${component.version ?? ''}`.trim()
  const label = worst
    ? `${name}: ${plural(component.findings.length, 'vulnerability', 'vulnerabilities')}, worst ${worst}`
    : `${name}: nothing known`
  const color = worst === undefined ? 'teal' : severityColor(worst)
  return (
    <Tooltip label={label}>
      <li
        aria-label={label}
        style={{ width: 14, height: 14, borderRadius: 3, background: `var(--mantine-color-${color}-6)` }}
      />
    </Tooltip>
  )
}
