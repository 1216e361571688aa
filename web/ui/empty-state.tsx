import { Stack, Text, ThemeIcon, Title } from '@mantine/core'
import type { ComponentType, ReactNode } from 'react'
import classes from './surface.module.css'

interface EmptyStateProps {
  readonly icon: ComponentType<{ size?: number; stroke?: number }>
  readonly title: string
  /** Why it is empty and what to do about it. */
  readonly children?: ReactNode
  readonly action?: ReactNode
  /** Level of the title; 1 when the state is the whole page. */
  readonly order?: 1 | 2 | 3
}

/** Says why there is nothing here and what the next step is. */
export function EmptyState({ icon: Icon, title, children, action, order = 2 }: EmptyStateProps) {
  return (
    <Stack align="center" ta="center" gap="sm" py={56} px="md" className={classes.dashed}>
      <ThemeIcon size={52} radius="xl" variant="light">
        <Icon size={26} stroke={1.5} />
      </ThemeIcon>
      <Title order={order} fz={order === 1 ? '1.5rem' : '1.125rem'}>
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw="30rem">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  )
}
