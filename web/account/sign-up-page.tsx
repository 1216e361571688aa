import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { IconMailForward } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi, useStore } from '../api/context.tsx'
import type { AccountView } from '../api/views.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { EntryForm } from './entry-form.tsx'
import { ResendVerification } from './resend-verification.tsx'

export function SignUpPage() {
  const api = useApi()
  const { next } = useSearch({ from: '/sign-up' })
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useApiForm({ username: '', email: '', fullName: '', password: '' }, async (values) => {
    const { fullName, ...required } = values
    await api.post<AccountView>('/accounts', fullName === '' ? required : values)
    setSentTo(values.email)
  })
  if (sentTo !== null) return <CheckYourMail email={sentTo} next={next} />
  return (
    <EntryForm title="Create an account" lead="One account for the store and for the registry. It is free.">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <TextInput
            label="User name"
            description="Lower-case letters, digits and hyphens. It is also your namespace in the registry."
            required
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            {...form.text('username')}
          />
          <TextInput label="E-mail" type="email" required autoComplete="email" {...form.text('email')} />
          <TextInput label="Full name" autoComplete="name" {...form.text('fullName')} />
          <PasswordInput
            label="Password"
            description="At least 10 characters."
            required
            autoComplete="new-password"
            {...form.text('password')}
          />
          <Button type="submit" size="md" fullWidth loading={form.busy}>
            Create the account
          </Button>
        </Stack>
      </form>
      <Text size="sm">
        Have one already?{' '}
        <TextLink to="/sign-in" underline="always">
          Sign in
        </TextLink>
      </Text>
    </EntryForm>
  )
}

function CheckYourMail({ email, next }: { readonly email: string; readonly next: string | undefined }) {
  const { demo } = useStore()
  return (
    <EntryForm title="One more step">
      <EmptyState
        icon={IconMailForward}
        title="Confirm your e-mail address"
        action={
          <Stack align="center" gap="xs">
            {demo && (
              <ButtonLink to="/dev/mail" reloadDocument variant="light">
                Open the demo’s outbox
              </ButtonLink>
            )}
            <ButtonLink to="/sign-in" search={next ? { next } : {}} variant="default">
              Confirmed? Sign in
            </ButtonLink>
            <ResendVerification email={email} />
          </Stack>
        }
      >
        We sent a link to {email}. Open it, and the account is ready.
      </EmptyState>
    </EntryForm>
  )
}
