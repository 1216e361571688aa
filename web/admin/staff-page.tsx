import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { staffList } from '../api/desk.ts'
import type { StaffView } from '../api/review-views.ts'
import type { RoleView } from '../api/views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

const roles: readonly (readonly [RoleView, string])[] = [
  ['moderator', 'Moderator'],
  ['security', 'Security'],
  ['certifier', 'Certifier'],
  ['finance', 'Finance'],
  ['support', 'Support'],
  ['operator', 'Operator'],
]

/** Who works for the store, and as what. Operators only. */
export function StaffPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(staffList(api))
  const change = useMutation({
    mutationFn: ({ name, roles: next }: { name: string; roles: readonly RoleView[] }) =>
      api.put(`/staff/${encodeURIComponent(name)}`, { roles: next }),
    onSuccess: async (_, { name }) => {
      toastDone(`The roles of ${name} are changed.`)
      await queryClient.invalidateQueries({ queryKey: ['staff'] })
    },
    onError: toastProblem,
  })
  const form = useApiForm({ username: '' }, async ({ username }) => {
    await api.put(`/staff/${encodeURIComponent(username)}`, { roles: ['moderator'] })
    form.setAll({ username: '' })
    toastDone(`${username} is now a moderator.`)
    await queryClient.invalidateQueries({ queryKey: ['staff'] })
  })
  if (error) return <ErrorPage error={error} />
  const toggle = (person: StaffView, role: RoleView) =>
    change.mutate({
      name: person.name,
      roles: person.roles.includes(role) ? person.roles.filter((one) => one !== role) : [...person.roles, role],
    })
  return (
    <>
      <PageHeader title="Staff" lead="Roles take effect with the next request. An operator may do everything." />
      <form onSubmit={form.onSubmit}>
        <Stack gap="xs" mb="md">
          <FormProblem problem={form.problem} />
          <Group align="flex-end">
            <TextInput
              label="Add by user name, as moderator"
              required
              autoCapitalize="none"
              {...form.text('username')}
            />
            <Button type="submit" variant="default" loading={form.busy}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
      {!data && <RowSkeletons />}
      {data && (
        <DataTable
          label="Staff"
          minWidth="46rem"
          rows={data.items}
          rowKey={({ name }) => name}
          columns={[
            { title: 'Person', cell: (person) => person.fullName || person.name },
            ...roles.map(([role, label]) => ({
              title: label,
              cell: (person: StaffView) => (
                <Checkbox
                  aria-label={`${label}: ${person.name}`}
                  checked={person.roles.includes(role)}
                  onChange={() => toggle(person, role)}
                />
              ),
            })),
          ]}
        />
      )}
    </>
  )
}
