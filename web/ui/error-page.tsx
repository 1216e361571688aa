import { Button, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { problemOf } from '../api/problem.ts'
import { ButtonLink } from './links.tsx'
import { Page } from './page.tsx'

/** Shown in place of a page that could not be loaded; carries the request id for a support case. */
export function ErrorPage({ error, reset }: { readonly error: unknown; readonly reset?: () => void }) {
  const router = useRouter()
  const problem = problemOf(error)
  const retry = () => {
    reset?.()
    void router.invalidate()
  }
  return (
    <Page narrow>
      <Stack gap="md" py={48}>
        <Title order={1}>{problem.title}</Title>
        <Text size="lg">{problem.detail}</Text>
        {problem.requestId && (
          <Text c="dimmed">
            If it keeps happening, quote this number to the people who run the store: <Code>{problem.requestId}</Code>
          </Text>
        )}
        <Group>
          <Button onClick={retry}>Try again</Button>
          <ButtonLink to="/" variant="default">
            Go to the home page
          </ButtonLink>
        </Group>
      </Stack>
    </Page>
  )
}
