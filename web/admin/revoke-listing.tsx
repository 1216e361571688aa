import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import type { AdminListingView } from '../api/review-views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { useSession } from '../ui/session.ts'
import { toastDone, toastProblem } from '../ui/toast.tsx'

type Kind = NonNullable<AdminListingView['revocation']>['kind']

interface RevokeDialogProps {
  readonly listing: AdminListingView
  readonly onClose: () => void
}

/** Proposes to take a listing away; a second member of the staff confirms it (STO-115). */
export function RevokeDialog({ listing, onClose }: RevokeDialogProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ kind: 'revoke' as Kind, reason: '' }, async (values) => {
    await api.post(`/listings/${listing.productId}/revocation`, values)
    toastDone('Proposed. It happens when somebody else of the staff confirms it.')
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['admin-listings'] })
  })
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Revoke {listing.name}</Text>}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Radio.Group label="How" value={form.values.kind} onChange={(kind) => form.set('kind', kind as Kind)}>
            <Stack gap="xs" mt="xs">
              <Radio
                value="revoke"
                label="Revoke"
                description="Off the shelf, no pulls by tag. Who has it already pulls by digest for 30 more days."
              />
              <Radio
                value="block"
                label="Block now"
                description="Malware or the law: nobody pulls anything of it any more, within 5 seconds."
              />
            </Stack>
          </Radio.Group>
          <Textarea
            label="Reason, shown on the product page and with every refused pull"
            required
            autosize
            minRows={2}
            {...form.text('reason')}
          />
          <Text size="sm" c="dimmed">
            Nothing happens before another moderator or security reviewer confirms it.
          </Text>
          <Button type="submit" color="red" loading={form.busy}>
            Propose it
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}

/** What is proposed, with the two ways to decide it; who proposed it can only take it back. */
export function RevocationProposal({ listing }: { readonly listing: AdminListingView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const { account } = useSession()
  const { revocation, name, productId } = listing
  const decide = useMutation({
    mutationFn: (confirm: boolean) =>
      confirm ? api.post(`/listings/${productId}/revocation/confirm`) : api.delete(`/listings/${productId}/revocation`),
    onSuccess: (_, confirmed) => toastDone(confirmed ? `${name} is revoked.` : 'The proposal is dropped.'),
    onError: toastProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin-listings'] }),
  })
  if (!revocation) return null
  const own = revocation.proposedBy === account?.name
  return (
    <Stack gap={6} mt={6}>
      <Text size="sm">
        {revocation.proposedBy} proposes to {revocation.kind === 'block' ? 'block it now' : 'revoke it'}:{' '}
        {revocation.reason}
      </Text>
      <Group gap="xs">
        {!own && (
          <Button size="compact-sm" color="red" loading={decide.isPending} onClick={() => decide.mutate(true)}>
            {revocation.kind === 'block' ? 'Confirm the block' : 'Confirm'}
          </Button>
        )}
        <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate(false)}>
          {own ? 'Take it back' : 'Dismiss'}
        </Button>
      </Group>
    </Stack>
  )
}
