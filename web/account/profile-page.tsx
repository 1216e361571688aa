import { Button, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import type { AccountView } from '../api/views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatDay } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { useSession } from '../ui/session.ts'
import { toastDone } from '../ui/toast.tsx'

export function ProfilePage() {
  const { account } = useSession()
  if (!account) return null
  return (
    <>
      <PageHeader title="Profile" lead={`${account.name}, here since ${formatDay(account.createdAt)}`} />
      <Stack maw={440} gap="xl">
        <NameForm account={account} />
        <Divider />
        <PasswordForm />
      </Stack>
    </>
  )
}

function NameForm({ account }: { readonly account: AccountView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ fullName: account.fullName }, async (values) => {
    await api.patch('/account', values)
    await queryClient.invalidateQueries({ queryKey: ['session'] })
    toastDone('Your profile is saved.')
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <TextInput label="Full name" autoComplete="name" {...form.text('fullName')} />
        <TextInput label="E-mail" value={account.email ?? ''} readOnly variant="filled" />
        <Button type="submit" loading={form.busy} style={{ alignSelf: 'flex-start' }}>
          Save
        </Button>
      </Stack>
    </form>
  )
}

function PasswordForm() {
  const api = useApi()
  const form = useApiForm({ current: '', next: '' }, async (values) => {
    await api.post('/account/password', values)
    form.setAll({ current: '', next: '' })
    toastDone('The new password is set. Other sessions and registry log-ins were ended.')
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <div>
          <Title order={2} fz="1.25rem">
            Password
          </Title>
          <Text c="dimmed" size="sm" mt={4}>
            Changing it ends all other sessions and every docker login.
          </Text>
        </div>
        <FormProblem problem={form.problem} />
        <PasswordInput label="Current password" required autoComplete="current-password" {...form.text('current')} />
        <PasswordInput label="New password" required autoComplete="new-password" {...form.text('next')} />
        <Button type="submit" loading={form.busy} style={{ alignSelf: 'flex-start' }}>
          Change the password
        </Button>
      </Stack>
    </form>
  )
}
