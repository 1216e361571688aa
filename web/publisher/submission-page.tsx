import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import { submission } from '../api/desk.ts'
import { productSubmissions } from '../api/publishing.ts'
import type { SubmissionDetailView } from '../api/review-views.ts'
import { fieldName } from '../review/field-name.ts'
import { History } from '../review/history.tsx'
import { SubmittedImages } from '../review/submitted-images.tsx'
import { Thread } from '../review/thread.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { plural } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

/** Where a publisher's submission stands: state, images with scans, what was asked, the conversation. */
export function SubmissionPage() {
  const api = useApi()
  const { slug, productId } = useParams({ from: '/publisher/$slug/products/$productId/submission' })
  const { data, error } = useQuery(productSubmissions(api, productId))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  const [latest] = data.items
  if (!latest) {
    return (
      <EmptyState
        icon={IconSend}
        title="Not submitted yet"
        action={
          <ButtonLink to="/publisher/$slug/products/$productId" params={{ slug, productId }}>
            Edit the product
          </ButtonLink>
        }
      >
        Complete the product, then submit it for review.
      </EmptyState>
    )
  }
  return <Submission id={latest.id} />
}

function Submission({ id }: { readonly id: string }) {
  const api = useApi()
  const { data, error } = useQuery(submission(api, id))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  const { submission: shown } = data
  return (
    <>
      <PageHeader
        title={shown.productName}
        lead={`Round ${shown.round} of the review`}
        actions={<StatusBadge state={shown.state} />}
      />
      <Stack gap="lg">
        <Standing detail={data} />
        <SubmittedImages images={data.images} />
        <Tabs defaultValue="thread" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="thread">Messages ({data.posts.length})</Tabs.Tab>
            <Tabs.Tab value="history">History</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="thread" pt="md">
            <Thread submissionId={id} posts={data.posts} />
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <History entries={data.history} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  )
}

function Standing({ detail }: { readonly detail: SubmissionDetailView }) {
  const { slug, productId } = useParams({ from: '/publisher/$slug/products/$productId/submission' })
  const { submission: shown, reasons } = detail
  const open = reasons.filter((reason) => !reason.resolved)
  switch (shown.state) {
    case 'pending':
      return (
        <Standby id={shown.id}>
          {`${shown.queuePosition ? `Number ${shown.queuePosition} in the queue. ` : ''}Waiting for ${plural(Math.max(1, Math.round(shown.ageHours)), 'hour')}. You get a mail when it is decided.`}
        </Standby>
      )
    case 'changes_requested':
      return (
        <Alert color="brass" variant="light" title="Changes requested">
          <Stack gap="sm" align="flex-start">
            <ul style={{ margin: 0, paddingLeft: '1.1rem' }}>
              {open.map(({ field, text }) => (
                <li key={field + text}>
                  <strong>{fieldName(field)}</strong>: {text}
                </li>
              ))}
            </ul>
            <ButtonLink to="/publisher/$slug/products/$productId" params={{ slug, productId }}>
              Edit and submit again
            </ButtonLink>
          </Stack>
        </Alert>
      )
    case 'approved':
      return <Publish id={shown.id} />
    case 'published':
      return (
        <Alert color="teal" variant="light" title="Published">
          <ButtonLink to="/images/$slug" params={{ slug: shown.productSlug }} variant="default" size="xs">
            See the product page
          </ButtonLink>
        </Alert>
      )
    default:
      return null
  }
}

function useStep(id: string, action: string, done: string) {
  const api = useApi()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => api.post(`/submissions/${id}/${action}`),
    onSuccess: async () => {
      toastDone(done)
      await queryClient.invalidateQueries({ queryKey: ['submission', id] })
      await queryClient.invalidateQueries({ queryKey: ['product'] })
    },
    onError: toastProblem,
  })
}

function Standby({ id, children }: { readonly id: string; readonly children: string }) {
  const withdraw = useStep(id, 'withdraw', 'The submission is withdrawn.')
  return (
    <Alert variant="light" title="In review">
      <Group justify="space-between">
        <Text>{children}</Text>
        <Button variant="subtle" color="red" size="xs" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          Withdraw
        </Button>
      </Group>
    </Alert>
  )
}

function Publish({ id }: { readonly id: string }) {
  const publish = useStep(id, 'publish', 'Published. Customers can get it now.')
  return (
    <Alert color="teal" variant="light" title="Approved">
      <Group justify="space-between">
        <Text>Publishing puts a verified copy of these images into the store. Published tags never change.</Text>
        <Button loading={publish.isPending} onClick={() => publish.mutate()}>
          Publish
        </Button>
      </Group>
    </Alert>
  )
}
