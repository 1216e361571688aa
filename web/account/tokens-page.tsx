import { Badge, Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { accessTokens } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { AccessTokenView } from '../api/views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatShortDay } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'
import { DockerLogins } from './docker-logins.tsx'
import { NewTokenDialog } from './new-token-dialog.tsx'
import { programName } from './program-name.ts'
import { limitNames, useTokenLimits } from './token-limits.ts'

/** Tokens stand in for the password in docker login and scripts; each can be revoked on its own. */
export function TokensPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const [opened, dialog] = useDisclosure(false)
  const { data, error } = useQuery(accessTokens(api))
  const revoke = useMutation({
    mutationFn: (token: AccessTokenView) => api.delete(`/access-tokens/${token.id}`),
    onSuccess: async (_, token) => {
      toastDone(`${token.name} no longer works.`)
      await queryClient.invalidateQueries({ queryKey: ['access-tokens'] })
    },
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  const create = <Button onClick={dialog.open}>New token</Button>
  return (
    <>
      <PageHeader
        title="Access tokens"
        lead="Use a token instead of your password for docker login, in build pipelines and with the API."
        actions={data && data.items.length > 0 ? create : null}
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconKey} title="No tokens yet" action={create}>
          A token can do less than your password, expires when you say so, and can be taken back at once.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Access tokens"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            { title: 'Name', cell: ({ name }) => name },
            { title: 'May', cell: (token) => <Scopes token={token} /> },
            { title: 'Created', cell: ({ createdAt }) => formatShortDay(createdAt) },
            { title: 'Expires', cell: ({ expiresAt }) => (expiresAt ? formatShortDay(expiresAt) : 'Never') },
            { title: 'Last used', cell: (token) => <LastUse token={token} /> },
            {
              title: <VisuallyHidden>Action</VisuallyHidden>,
              align: 'right',
              cell: (token) => (
                <Button variant="default" size="compact-sm" onClick={() => revoke.mutate(token)}>
                  Revoke
                </Button>
              ),
            },
          ]}
        />
      )}
      <DockerLogins />
      <NewTokenDialog opened={opened} onClose={dialog.close} />
    </>
  )
}

function Scopes({ token }: { readonly token: AccessTokenView }) {
  const limits = useTokenLimits()
  return (
    <Stack gap={2}>
      <Group gap={4}>
        {token.scopes.map((scope) => (
          <Badge key={scope} variant="default" radius="sm" tt="none">
            {scope}
          </Badge>
        ))}
      </Group>
      {token.limitedTo && (
        <Text size="xs" c="dimmed">
          Only {limitNames(token.limitedTo, limits)}
        </Text>
      )}
    </Stack>
  )
}

function LastUse({ token: { lastUsedAt, lastUsedFrom } }: { readonly token: AccessTokenView }) {
  if (!lastUsedAt) return 'Not yet'
  return (
    <>
      {formatShortDay(lastUsedAt)}
      {lastUsedFrom && (
        <Text size="xs" c="dimmed">
          {lastUsedFrom.address}
          {lastUsedFrom.client !== undefined && `, ${programName(lastUsedFrom.client)}`}
        </Text>
      )}
    </>
  )
}
