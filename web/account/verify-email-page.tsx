import { Button, Text } from '@mantine/core'
import { IconCircleCheck, IconMailX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import { problemOf } from '../api/problem.ts'
import type { AccountView } from '../api/views.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { EntryForm } from './entry-form.tsx'

/** Where the mail's link leads. A button confirms, so that a mail scanner that opens links does not. */
export function VerifyEmailPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { token } = useSearch({ from: '/verify-email' })
  const verify = useMutation({
    mutationFn: () => api.post<AccountView>('/accounts/verify-email', { token: token ?? '' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['session'] }),
  })
  if (verify.isSuccess) {
    return (
      <EntryForm title="Welcome aboard">
        <EmptyState
          icon={IconCircleCheck}
          title="Your address is confirmed"
          action={<ButtonLink to="/sign-in">Sign in</ButtonLink>}
        >
          {verify.data.name} can now sign in here and with docker login.
        </EmptyState>
      </EntryForm>
    )
  }
  if (verify.isError || !token) {
    return (
      <EntryForm title="This link does not work">
        <EmptyState
          icon={IconMailX}
          title="The address is not confirmed"
          action={<ButtonLink to="/sign-in">Sign in to get a new link</ButtonLink>}
        >
          {verify.isError ? problemOf(verify.error).detail : 'The link is incomplete. Copy it whole from the mail.'}
        </EmptyState>
      </EntryForm>
    )
  }
  return (
    <EntryForm title="Confirm your e-mail address">
      <Text>Press the button to finish creating the account.</Text>
      <Button size="md" loading={verify.isPending} onClick={() => verify.mutate()}>
        Confirm the address
      </Button>
    </EntryForm>
  )
}
