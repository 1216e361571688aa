import { Button, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUsersGroup } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { TextLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSession } from '../ui/session.ts'

/** Organizations of the person, and a way to found one. */
export function OrganizationsPage() {
  const { organizations } = useSession()
  const [opened, dialog] = useDisclosure(false)
  const create = <Button onClick={dialog.open}>New organization</Button>
  return (
    <>
      <PageHeader
        title="Organizations"
        lead="An organization shares its subscriptions with every member. Its owners buy, and decide who belongs."
        actions={organizations.length > 0 ? create : null}
      />
      {organizations.length === 0 ? (
        <EmptyState icon={IconUsersGroup} title="You belong to no organization" action={create}>
          Found one to subscribe as a team, or to publish under a company name.
        </EmptyState>
      ) : (
        <DataTable
          label="Organizations"
          minWidth="24rem"
          rows={organizations}
          rowKey={({ id }) => id}
          columns={[
            {
              title: 'Organization',
              cell: ({ name, fullName }) => (
                <TextLink to="/account/organizations/$name" params={{ name }} fw={600}>
                  {fullName || name}
                </TextLink>
              ),
            },
            { title: 'Name in the registry', cell: ({ name }) => name },
            { title: 'You are', cell: ({ role }) => (role === 'owner' ? 'Owner' : 'Member') },
          ]}
        />
      )}
      <Modal opened={opened} onClose={dialog.close} title={<Text fw={650}>New organization</Text>}>
        <NewOrganization />
      </Modal>
    </>
  )
}

function NewOrganization() {
  const api = useApi()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useApiForm({ name: '', fullName: '' }, async (values) => {
    await api.post('/organizations', values)
    await queryClient.invalidateQueries({ queryKey: ['session'] })
    await navigate({ to: '/account/organizations/$name', params: { name: values.name } })
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <TextInput label="Full name" required data-autofocus {...form.text('fullName')} />
        <TextInput
          label="Name"
          description="Lower-case letters, digits and hyphens. It becomes the namespace in the registry."
          required
          autoCapitalize="none"
          {...form.text('name')}
        />
        <Button type="submit" loading={form.busy}>
          Found the organization
        </Button>
      </Stack>
    </form>
  )
}
