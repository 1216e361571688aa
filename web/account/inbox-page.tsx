import { Button, Stack, Text } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { inbox } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { InboxItemView } from '../api/views.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoment } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import classes from './inbox-page.module.css'

/** What the store told this person; the same messages went out by e-mail. */
export function InboxPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(inbox(api))
  const read = useMutation({
    mutationFn: (item: InboxItemView) => api.post(`/inbox/${item.id}/read`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  })
  const readAll = useMutation({
    mutationFn: () => api.post('/inbox/read-all'),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  })
  if (error) return <ErrorPage error={error} />
  const unread = data?.unread ?? 0
  return (
    <>
      <PageHeader
        title="Inbox"
        lead={unread > 0 ? `${unread} unread` : undefined}
        actions={
          unread > 0 && (
            <Button variant="default" loading={readAll.isPending} onClick={() => readAll.mutate()}>
              Mark all as read
            </Button>
          )
        }
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconBell} title="No messages">
          Decisions, releases, security notices and receipts are announced here and by e-mail.
        </EmptyState>
      )}
      <Stack gap={0} component="ul" className={classes.list}>
        {data?.items.map((item) => (
          <li key={item.id} className={classes.item} data-unread={!item.read || undefined}>
            <Text fw={item.read ? 500 : 650}>{item.title}</Text>
            <Text size="sm">{item.text}</Text>
            <Text size="sm" c="dimmed" mt={4}>
              {formatMoment(item.at)}
              {item.link && (
                <>
                  {' · '}
                  <TextLink underline="always" to={pathOf(item.link)} onClick={() => !item.read && read.mutate(item)}>
                    Open
                  </TextLink>
                </>
              )}
              {!item.read && (
                <>
                  {' · '}
                  <button type="button" className={classes.markRead} onClick={() => read.mutate(item)}>
                    Mark as read
                  </button>
                </>
              )}
            </Text>
          </li>
        ))}
      </Stack>
    </>
  )
}

/** Links in messages are absolute, because they are mailed too; here they stay inside the page. */
function pathOf(link: string): string {
  const url = new URL(link, location.origin)
  return `${url.pathname}${url.search}`
}
