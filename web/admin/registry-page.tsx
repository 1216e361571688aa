import { Stack } from '@mantine/core'
import { PageHeader } from '../ui/page.tsx'
import { useSession } from '../ui/session.ts'
import { CollectionPanel } from './collection-panel.tsx'
import { ContentHolds } from './content-holds.tsx'
import { DamagePanel } from './damage-panel.tsx'

/** What the registry holds: usage and garbage collection for operators, holds for those who may place them. */
export function RegistryPage() {
  const { roles } = useSession()
  return (
    <>
      <PageHeader
        title="Registry"
        lead="Layers that nothing needs are removed while the store works; held content stays whatever happens."
      />
      <Stack gap="xl">
        {roles.includes('operator') && <CollectionPanel />}
        {roles.includes('operator') && <DamagePanel />}
        <ContentHolds />
      </Stack>
    </>
  )
}
