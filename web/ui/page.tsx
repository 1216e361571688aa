import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import shell from './shell.module.css'

/** The container of a page: width, side padding, space above. */
export function Page({ children, narrow = false }: { readonly children: ReactNode; readonly narrow?: boolean }) {
  return (
    <div className={shell.inner} style={{ paddingBlock: '2rem', ...(narrow ? { maxWidth: '46rem' } : {}) }}>
      {children}
    </div>
  )
}

interface PageHeaderProps {
  readonly title: ReactNode
  /** One sentence below the title. */
  readonly lead?: ReactNode
  /** Buttons at the end of the line. */
  readonly actions?: ReactNode
}

export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <Stack gap={4} style={{ flex: '1 1 18rem' }}>
        <Title order={1} fz={{ base: '1.625rem', sm: '2rem' }}>
          {title}
        </Title>
        {lead && (
          <Text c="dimmed" maw="44rem">
            {lead}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="sm">{actions}</Group>}
    </Group>
  )
}
