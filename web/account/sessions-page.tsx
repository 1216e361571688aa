import { Badge, Button, VisuallyHidden } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { sessions } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { SessionView } from '../api/views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoment } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'
import { browserName } from './browser-name.ts'

export function SessionsPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(sessions(api))
  const end = useMutation({
    mutationFn: (session: SessionView) => api.delete(`/sessions/${session.id}`),
    onSuccess: async () => {
      toastDone('That session is signed out.')
      await queryClient.invalidateQueries({ queryKey: ['sessions'] })
    },
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader title="Sessions" lead="Browsers that are signed in to your account. End what you do not recognise." />
      {data ? (
        <DataTable
          label="Sessions"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            { title: 'Browser', cell: ({ client }) => browserName(client) },
            { title: 'Address', cell: ({ address }) => address },
            { title: 'Signed in', cell: ({ createdAt }) => formatMoment(createdAt) },
            { title: 'Last seen', cell: ({ lastSeenAt }) => formatMoment(lastSeenAt) },
            {
              title: <VisuallyHidden>Action</VisuallyHidden>,
              align: 'right',
              cell: (session) =>
                session.current ? (
                  <Badge variant="light" radius="sm" tt="none">
                    This browser
                  </Badge>
                ) : (
                  <Button
                    variant="default"
                    size="compact-sm"
                    disabled={end.isPending}
                    onClick={() => end.mutate(session)}
                  >
                    Sign out
                  </Button>
                ),
            },
          ]}
        />
      ) : (
        <RowSkeletons />
      )}
    </>
  )
}
