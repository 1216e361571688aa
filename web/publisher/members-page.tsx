import { Button, Group, Select, TextInput, VisuallyHidden } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { type PublisherMemberView, publisherMembers } from '../api/publishing.ts'
import type { PublisherView } from '../api/review-views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'
import { usePublisher } from './portal.ts'

const roles = [
  { value: 'owner', label: 'Owner' },
  { value: 'editor', label: 'Editor' },
  { value: 'viewer', label: 'Viewer' },
]

/** Who works on a publisher's products (STO-005). */
export function MembersPage() {
  const publisher = usePublisher()
  if (!publisher) return <RowSkeletons />
  return <Members publisher={publisher} />
}

function Members({ publisher }: { readonly publisher: PublisherView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const owner = publisher.myRole === 'owner'
  const { data, error } = useQuery(publisherMembers(api, publisher.id))
  const path = (name: string) => `/publishers/${publisher.id}/members/${encodeURIComponent(name)}`
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['publisher', publisher.id, 'members'] })
  const change = useMutation({
    mutationFn: async ({ name, role }: { name: string; role: string | null }) => {
      if (role === null) await api.delete(path(name))
      else await api.put(path(name), { role })
    },
    onSuccess: async (_, { name, role }) => {
      toastDone(role === null ? `${name} is no longer a member.` : `${name} is now ${role}.`)
      await refresh()
    },
    onError: toastProblem,
  })
  const form = useApiForm({ username: '', role: 'editor' }, async ({ username, role }) => {
    await api.put(path(username), { role })
    form.setAll({ username: '', role: 'editor' })
    toastDone(`${username} is now ${role}.`)
    await refresh()
  })
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  const roleCell = (member: PublisherMemberView) =>
    owner ? (
      <Select
        aria-label={`Role of ${member.name}`}
        data={roles}
        value={member.role}
        allowDeselect={false}
        size="xs"
        w={130}
        onChange={(role) => role && change.mutate({ name: member.name, role })}
      />
    ) : (
      roles.find(({ value }) => value === member.role)?.label
    )
  return (
    <>
      <PageHeader
        title="Members"
        lead="Viewers see products and scans, editors push and edit, owners also decide who belongs here."
      />
      {owner && (
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
              onChange={(role) => form.set('role', role ?? 'editor')}
            />
            <Button type="submit" loading={form.busy}>
              Add
            </Button>
          </Group>
        </form>
      )}
      <DataTable
        label="Members"
        minWidth="24rem"
        rows={data.items}
        rowKey={({ name }) => name}
        columns={[
          { title: 'Member', cell: (member) => member.fullName || member.name },
          { title: 'Role', cell: roleCell },
          {
            title: <VisuallyHidden>Action</VisuallyHidden>,
            align: 'right',
            cell: (member) =>
              owner ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`Remove ${member.name}`}
                  onClick={() => change.mutate({ name: member.name, role: null })}
                >
                  Remove
                </Button>
              ) : null,
          },
        ]}
      />
    </>
  )
}
