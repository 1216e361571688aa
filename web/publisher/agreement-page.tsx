import { Alert, Button, Card, Checkbox, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { publisherAgreement } from '../api/publishing.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatMoment } from '../ui/format.ts'
import { MarkdownView } from '../ui/markdown-view.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone } from '../ui/toast.tsx'
import { usePublisher } from './portal.ts'

/** The publisher agreement, to be read and accepted once (STO-031). */
export function AgreementPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const publisher = usePublisher()
  const { data, error } = useQuery(publisherAgreement(api))
  const form = useApiForm({ read: false }, async () => {
    await api.post(`/publishers/${publisher?.id}/agreement`, { version: data?.version, hash: data?.hash })
    toastDone('The agreement is accepted.')
    await queryClient.invalidateQueries({ queryKey: ['my-publishers'] })
  })
  if (error) return <ErrorPage error={error} />
  if (!data || !publisher) return <RowSkeletons />
  return (
    <>
      <PageHeader title={data.title} lead={`Version ${data.version}`} />
      <Card withBorder mb="lg">
        <MarkdownView html={data.html} />
      </Card>
      {publisher.agreement && (
        <Alert color="teal" variant="light">
          Accepted by {publisher.agreement.acceptedBy} on {formatMoment(publisher.agreement.acceptedAt)}.
        </Alert>
      )}
      {publisher.state === 'accepted' && (
        <form onSubmit={form.onSubmit}>
          <Stack align="flex-start">
            <FormProblem problem={form.problem} />
            <Checkbox
              label={`I have read the agreement and accept it for ${publisher.companyName}`}
              checked={form.values.read}
              required
              onChange={(event) => form.set('read', event.currentTarget.checked)}
            />
            <Button type="submit" loading={form.busy} disabled={!form.values.read}>
              Accept
            </Button>
          </Stack>
        </form>
      )}
    </>
  )
}
