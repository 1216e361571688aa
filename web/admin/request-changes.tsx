import { ActionIcon, Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { askableFields } from '../review/field-name.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { toastDone } from '../ui/toast.tsx'

interface RequestChangesProps {
  readonly submissionId: string
  readonly opened: boolean
  readonly onClose: () => void
}

interface Reason {
  readonly field: string
  readonly text: string
}

const empty: { reasons: readonly Reason[]; message: string } = {
  reasons: [{ field: 'longDescription', text: '' }],
  message: '',
}

/** Asks the publisher for changes, each tied to a field (STO-075). */
export function RequestChanges({ submissionId, opened, onClose }: RequestChangesProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm(empty, async ({ reasons, message }) => {
    await api.post(`/submissions/${submissionId}/request-changes`, { reasons, ...(message && { message }) })
    toastDone('The publisher has been asked for changes.')
    form.setAll(empty)
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['submission', submissionId] })
  })
  const { reasons } = form.values
  const change = (index: number, next: Partial<Reason>) =>
    form.set(
      'reasons',
      reasons.map((reason, at) => (at === index ? { ...reason, ...next } : reason)),
    )
  return (
    <Modal opened={opened} onClose={onClose} title="Request changes" size="lg">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          {reasons.map((reason, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
            <Group key={index} align="flex-end" gap="xs">
              <Select
                label="Field"
                data={askableFields}
                value={reason.field}
                allowDeselect={false}
                w={180}
                onChange={(field) => field && change(index, { field })}
              />
              <TextInput
                label="What should change"
                required
                style={{ flex: '1 1 12rem' }}
                value={reason.text}
                error={form.errorOf(`reasons.${index}.text`)}
                onChange={(event) => change(index, { text: event.currentTarget.value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Remove line ${index + 1}`}
                disabled={reasons.length === 1}
                onClick={() =>
                  form.set(
                    'reasons',
                    reasons.filter((_, at) => at !== index),
                  )
                }
              >
                <IconTrash size={18} />
              </ActionIcon>
            </Group>
          ))}
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} />}
            onClick={() => form.set('reasons', [...reasons, { field: 'shortDescription', text: '' }])}
          >
            Add another
          </Button>
          <Textarea label="Message" minRows={2} autosize {...form.text('message')} />
          <Button type="submit" loading={form.busy}>
            Send to the publisher
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
