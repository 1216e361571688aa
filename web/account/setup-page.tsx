import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useApi, useStore } from '../api/context.tsx'
import type { MeView } from '../api/views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { useEnter } from './enter.ts'
import { EntryForm } from './entry-form.tsx'

/** Creates the first operator with the one-time link that the server printed at its first start. */
export function SetupPage() {
  const api = useApi()
  const enter = useEnter()
  const { storeName } = useStore()
  const { token } = useSearch({ from: '/setup' })
  const form = useApiForm({ username: '', email: '', password: '' }, async (values) => {
    await enter(await api.post<MeView>('/setup', { token: token ?? '', ...values }), '/desk')
  })
  return (
    <EntryForm title={`Set up ${storeName}`} lead="You become its first operator and can give roles to others.">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <TextInput label="User name" required autoComplete="username" {...form.text('username')} />
          <TextInput label="E-mail" type="email" required autoComplete="email" {...form.text('email')} />
          <PasswordInput label="Password" required autoComplete="new-password" {...form.text('password')} />
          <Button type="submit" size="md" loading={form.busy}>
            Open the store
          </Button>
        </Stack>
      </form>
    </EntryForm>
  )
}
