import { Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { dockerLogins } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { LoginView } from '../api/views.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoment } from '../ui/format.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'
import { programName } from './program-name.ts'

/** Programs that signed in with the password and stay signed in; each can be ended on its own. */
export function DockerLogins() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(dockerLogins(api))
  const end = useMutation({
    mutationFn: (login: LoginView) => api.delete(`/docker-logins/${login.id}`),
    onSuccess: async (_, login) => {
      toastDone(`${programName(login.client)} is signed out.`)
      await queryClient.invalidateQueries({ queryKey: ['docker-logins'] })
    },
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  return (
    <Stack component="section" gap="sm" mt="xl">
      <Title order={2} fz="1.125rem">
        Docker logins
      </Title>
      <Text c="dimmed">
        Programs that signed in with your password and stay signed in. End what you do not recognise.
      </Text>
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && <Text>Nothing is signed in with your password.</Text>}
      {data && data.items.length > 0 && (
        <DataTable
          label="Docker logins"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            { title: 'Program', cell: ({ client }) => programName(client) },
            { title: 'Signed in', cell: ({ createdAt }) => formatMoment(createdAt) },
            { title: 'Last used', cell: ({ lastUsedAt }) => formatMoment(lastUsedAt) },
            { title: 'Address', cell: ({ lastUsedAddress }) => lastUsedAddress ?? 'Unknown' },
            {
              title: <VisuallyHidden>Action</VisuallyHidden>,
              align: 'right',
              cell: (login) => (
                <ConfirmButton
                  label="Sign out"
                  title={`Sign out ${programName(login.client)}?`}
                  confirm="Sign out"
                  busy={end.isPending}
                  onConfirm={() => end.mutateAsync(login)}
                >
                  It can pull and push no more, at once. Run docker login there to sign in again.
                </ConfirmButton>
              ),
            },
          ]}
        />
      )}
    </Stack>
  )
}
