import { Button, Group, Select, TextInput, VisuallyHidden } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { organization } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { OrganizationView } from '../api/views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSession } from '../ui/session.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

type Member = OrganizationView['members'][number]

const roles = [
  { value: 'owner', label: 'Owner' },
  { value: 'member', label: 'Member' },
]

/** Members of an organization; owners add, change and remove them. */
export function OrganizationPage() {
  const api = useApi()
  const { name } = useParams({ from: '/account/organizations/$name' })
  const { account } = useSession()
  const { data, error } = useQuery(organization(api, name))
  const change = useMemberChange(name)
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  const mine = data.members.find((member) => member.name === account?.name)
  const owner = mine?.role === 'owner'
  return (
    <>
      <PageHeader
        title={data.organization.fullName || name}
        lead={owner ? 'Owners buy for the organization and decide who belongs to it.' : 'You are a member.'}
      />
      {owner && <AddMember organization={name} />}
      <DataTable
        label="Members"
        minWidth="28rem"
        rows={data.members}
        rowKey={(member) => member.name}
        columns={[
          { title: 'Member', cell: (member) => member.fullName || member.name },
          { title: 'User name', cell: (member) => member.name },
          {
            title: 'Role',
            cell: (member) =>
              owner ? (
                <Select
                  aria-label={`Role of ${member.name}`}
                  data={roles}
                  value={member.role}
                  allowDeselect={false}
                  size="xs"
                  w={130}
                  onChange={(role) => role && change.mutate({ member, role })}
                />
              ) : (
                roles.find(({ value }) => value === member.role)?.label
              ),
          },
          {
            title: <VisuallyHidden>Action</VisuallyHidden>,
            align: 'right',
            cell: (member) =>
              owner || member.name === account?.name ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={member.name === account?.name ? 'Leave the organization' : `Remove ${member.name}`}
                  onClick={() => change.mutate({ member, role: null })}
                >
                  {member.name === account?.name ? 'Leave' : 'Remove'}
                </Button>
              ) : null,
          },
        ]}
      />
    </>
  )
}

function useMemberChange(name: string) {
  const api = useApi()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ member, role }: { member: Member; role: string | null }) => {
      const path = `/organizations/${encodeURIComponent(name)}/members/${encodeURIComponent(member.name)}`
      if (role === null) await api.delete(path)
      else await api.put(path, { role })
    },
    onSuccess: async (_, { member, role }) => {
      toastDone(role === null ? `${member.name} no longer belongs to ${name}.` : `${member.name} is now ${role}.`)
      await queryClient.invalidateQueries({ queryKey: ['organizations', name] })
      await queryClient.invalidateQueries({ queryKey: ['session'] })
    },
    onError: toastProblem,
  })
}

function AddMember({ organization: name }: { readonly organization: string }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ username: '', role: 'member' }, async ({ username, role }) => {
    await api.put(`/organizations/${encodeURIComponent(name)}/members/${encodeURIComponent(username)}`, { role })
    form.setAll({ username: '', role: 'member' })
    toastDone(`${username} now belongs to ${name}.`)
    await queryClient.invalidateQueries({ queryKey: ['organizations', name] })
  })
  return (
    <form onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <Group align="flex-end" my="md" gap="sm">
        <TextInput label="Add by user name" required autoCapitalize="none" {...form.text('username')} />
        <Select
          label="As"
          data={roles}
          value={form.values.role}
          allowDeselect={false}
          w={130}
          onChange={(role) => form.set('role', role ?? 'member')}
        />
        <Button type="submit" loading={form.busy}>
          Add
        </Button>
      </Group>
    </form>
  )
}
