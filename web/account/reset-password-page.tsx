import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { EntryForm } from './entry-form.tsx'

/** Asks for a reset mail; with the mail's token, sets the new password. */
export function ResetPasswordPage() {
  const { token } = useSearch({ from: '/reset-password' })
  return token ? <NewPassword token={token} /> : <AskForMail />
}

function AskForMail() {
  const api = useApi()
  const [sent, setSent] = useState(false)
  const form = useApiForm({ email: '' }, async (values) => {
    await api.post('/password-resets', values)
    setSent(true)
  })
  return (
    <EntryForm title="Forgot the password?" lead="Enter the address of your account; a link to set a new one follows.">
      {sent ? (
        <Alert color="teal" role="status">
          If there is an account with this address, the mail is on its way.
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit}>
          <Stack>
            <FormProblem problem={form.problem} />
            <TextInput label="E-mail" type="email" required autoComplete="email" {...form.text('email')} />
            <Button type="submit" size="md" loading={form.busy}>
              Send the link
            </Button>
          </Stack>
        </form>
      )}
    </EntryForm>
  )
}

function NewPassword({ token }: { readonly token: string }) {
  const api = useApi()
  const [done, setDone] = useState(false)
  const form = useApiForm({ password: '' }, async ({ password }) => {
    await api.post('/password-resets/confirm', { token, password })
    setDone(true)
  })
  return (
    <EntryForm title="Choose a new password" lead="You are signed out everywhere else when it is set.">
      {done ? (
        <Alert color="teal" role="status" title="The new password is set">
          <ButtonLink to="/sign-in" mt="xs">
            Sign in
          </ButtonLink>
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit}>
          <Stack>
            <FormProblem problem={form.problem} />
            <PasswordInput label="New password" required autoComplete="new-password" {...form.text('password')} />
            <Button type="submit" size="md" loading={form.busy}>
              Set the password
            </Button>
          </Stack>
        </form>
      )}
    </EntryForm>
  )
}
