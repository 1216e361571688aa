import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import type { MeView } from '../api/views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { TextLink } from '../ui/links.tsx'
import { useEnter } from './enter.ts'
import { EntryForm } from './entry-form.tsx'

export function SignInPage() {
  const api = useApi()
  const enter = useEnter()
  const { next } = useSearch({ from: '/sign-in' })
  const form = useApiForm({ username: '', password: '' }, async (values) => {
    await enter(await api.post<MeView>('/session', values), next)
  })
  return (
    <EntryForm title="Sign in" lead="The same account works here and for docker login.">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <TextInput label="User name" required autoComplete="username" autoFocus {...form.text('username')} />
          <PasswordInput label="Password" required autoComplete="current-password" {...form.text('password')} />
          <Button type="submit" size="md" fullWidth loading={form.busy}>
            Sign in
          </Button>
        </Stack>
      </form>
      <Text size="sm">
        <TextLink to="/reset-password">Forgot the password?</TextLink>
      </Text>
      <Text size="sm">
        New here?{' '}
        <TextLink to="/sign-up" search={next ? { next } : {}} underline="always">
          Create an account
        </TextLink>
      </Text>
    </EntryForm>
  )
}
