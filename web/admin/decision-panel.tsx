import { Alert, Button, Card, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import type { SubmissionDetailView } from '../api/review-views.ts'
import { fieldName } from '../review/field-name.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { useSession } from '../ui/session.ts'
import { toastDone, toastProblem } from '../ui/toast.tsx'
import { RequestChanges } from './request-changes.tsx'

/** The moderator's buttons, and what was asked for in earlier rounds. */
export function DecisionPanel({ detail }: { readonly detail: SubmissionDetailView }) {
  const { submission, reasons } = detail
  const { account } = useSession()
  const [changesOpen, changes] = useDisclosure(false)
  const [rejectOpen, reject] = useDisclosure(false)
  const [approveOpen, approve] = useDisclosure(false)
  const assign = useDecision(submission.id, 'assign')
  const open = submission.state === 'pending'
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Group justify="space-between">
          <Text>
            {submission.assignee ? `Assigned to ${submission.assignee}` : 'Not assigned'}
            {submission.publishMode === 'on_approval' ? ' · goes on sale as soon as it is approved' : ''}
          </Text>
          {open && submission.assignee !== account?.name && (
            <Button
              variant="default"
              size="xs"
              onClick={() => assign.mutate({ body: { username: account?.name }, done: 'Assigned to you.' })}
            >
              Take it
            </Button>
          )}
        </Group>
        {reasons.length > 0 && (
          <Alert color="brass" variant="light" title="Asked for">
            <ul style={{ margin: 0, paddingLeft: '1.1rem' }}>
              {reasons.map(({ field, text, round }) => (
                <li key={`${round}${field}${text}`}>
                  <strong>{fieldName(field)}</strong>: {text} {`(round ${round})`}
                </li>
              ))}
            </ul>
          </Alert>
        )}
        {open ? (
          <Group>
            <Button onClick={approve.open}>Approve</Button>
            <Button variant="default" onClick={changes.open}>
              Request changes
            </Button>
            <Button variant="subtle" color="red" onClick={reject.open}>
              Reject
            </Button>
          </Group>
        ) : (
          <Text c="dimmed">There is nothing to decide in this state.</Text>
        )}
      </Stack>
      <RequestChanges submissionId={submission.id} opened={changesOpen} onClose={changes.close} />
      <RejectDialog submissionId={submission.id} opened={rejectOpen} onClose={reject.close} />
      <ApproveDialog submissionId={submission.id} opened={approveOpen} onClose={approve.close} />
    </Card>
  )
}

function useDecision(submissionId: string, action: string) {
  const api = useApi()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ body, done }: { body: object; done: string }) => {
      await api.post(`/submissions/${submissionId}/${action}`, body)
      toastDone(done)
      await queryClient.invalidateQueries({ queryKey: ['submission', submissionId] })
      await queryClient.invalidateQueries({ queryKey: ['submissions'] })
    },
    onError: toastProblem,
  })
}

interface DialogProps {
  readonly submissionId: string
  readonly opened: boolean
  readonly onClose: () => void
}

function ApproveDialog({ submissionId, opened, onClose }: DialogProps) {
  const [note, setNote] = useState('')
  const decide = useDecision(submissionId, 'approve')
  return (
    <Modal opened={opened} onClose={onClose} title="Approve this submission">
      <Stack>
        <Text>The publisher is told, and can publish it.</Text>
        <TextInput label="Note to the publisher" value={note} onChange={(e) => setNote(e.currentTarget.value)} />
        <Button
          loading={decide.isPending}
          onClick={() => decide.mutate({ body: note ? { note } : {}, done: 'Approved.' }, { onSuccess: onClose })}
        >
          Approve
        </Button>
      </Stack>
    </Modal>
  )
}

function RejectDialog({ submissionId, opened, onClose }: DialogProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ reason: '' }, async ({ reason }) => {
    await api.post(`/submissions/${submissionId}/reject`, { reason })
    toastDone('Rejected. The publisher has been told why.')
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['submission', submissionId] })
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Reject this submission">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Text>This ends the submission. To let the publisher mend it, request changes instead.</Text>
          <Textarea
            label="Reason, as the publisher will read it"
            required
            minRows={3}
            autosize
            {...form.text('reason')}
          />
          <Button type="submit" color="red" loading={form.busy}>
            Reject
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
