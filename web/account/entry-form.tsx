import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { LogoMark } from '../ui/brand.tsx'
import { Page } from '../ui/page.tsx'

interface EntryFormProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** The narrow column of sign-in and its neighbours. */
export function EntryForm({ title, lead, children }: EntryFormProps) {
  return (
    <Page>
      <Stack maw={400} mx="auto" gap="lg" py={{ base: 8, sm: 40 }}>
        <div>
          <LogoMark size={44} />
          <Title order={1} mt="md" fz="1.75rem">
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" mt={6}>
              {lead}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Page>
  )
}
