import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { storage } from '../api/publishing.ts'
import { formatBytes, plural } from '../ui/format.ts'
import surface from '../ui/surface.module.css'
import { tight, UsageBar } from '../ui/usage-bar.tsx'

/** How much of its quota a publisher uses; from nine tenths on the bar warns. */
export function StorageMeter({ namespace }: { readonly namespace: string }) {
  const api = useApi()
  const { data } = useQuery(storage(api, namespace))
  if (!data) return null
  const { usage, quota } = data
  const share = quota.bytes === null ? 0 : usage.bytes / quota.bytes
  return (
    <Stack component="section" gap={6} className={surface.surface} p="md" mb="lg" aria-label="Storage">
      <Group justify="space-between" gap="xs">
        <Text fw={600}>
          {quota.bytes === null
            ? `${formatBytes(usage.bytes)} stored`
            : `${formatBytes(usage.bytes)} of ${formatBytes(quota.bytes)} used`}
        </Text>
        <Text size="sm" c="dimmed">
          {quota.repositories === null
            ? plural(usage.repositories, 'repository', 'repositories')
            : `${usage.repositories} of ${plural(quota.repositories, 'repository', 'repositories')}`}
        </Text>
      </Group>
      {quota.bytes !== null && <UsageBar label="Storage used" used={usage.bytes} limit={quota.bytes} />}
      {share >= tight && (
        <Text size="sm">
          {share >= 1
            ? 'Nothing new can be pushed. What is there stays.'
            : 'Soon nothing new can be pushed. What is there stays.'}{' '}
          Delete images that nobody needs, or ask the operator of this store for more.
        </Text>
      )}
    </Stack>
  )
}
