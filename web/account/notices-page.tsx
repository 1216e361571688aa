import { Stack, Switch, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { notices } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { PreferencesView } from '../api/views.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

/** What the person wants to be told, and about which products (STO-138). */
export function NoticesPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(notices(api))
  const save = useMutation({
    mutationFn: ({ path, choice }: { readonly path: string; readonly choice: object }) =>
      api.put<PreferencesView>(`/notification-preferences${path}`, choice),
    onSuccess: (saved) => {
      queryClient.setQueryData(notices(api).queryKey, saved)
      toastDone('Your choice is saved.')
    },
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader
        title="Notices"
        lead="Receipts and messages about your account are always sent. The rest is up to you."
      />
      {!data && <RowSkeletons />}
      {data && (
        <Stack gap="lg" maw={560}>
          <Switch
            label="Send news by e-mail"
            description="Everything also stands in your inbox here."
            checked={data.newsByMail}
            disabled={save.isPending}
            onChange={(event) => save.mutate({ path: '', choice: { newsByMail: event.currentTarget.checked } })}
          />
          {data.items.length > 0 && (
            <Stack gap="sm">
              <div>
                <Title order={2} fz="1.25rem">
                  Products
                </Title>
                <Text c="dimmed" size="sm">
                  Updates, holds and security notices.
                </Text>
              </div>
              {data.items.map(({ productId, productName, notices: wanted }) => (
                <Switch
                  key={productId}
                  label={productName}
                  checked={wanted}
                  disabled={save.isPending}
                  onChange={(event) =>
                    save.mutate({ path: `/${productId}`, choice: { notices: event.currentTarget.checked } })
                  }
                />
              ))}
            </Stack>
          )}
        </Stack>
      )}
    </>
  )
}
