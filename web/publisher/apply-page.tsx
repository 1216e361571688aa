import { Button, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import type { PublisherView } from '../api/review-views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { useActingAccount } from '../ui/session.ts'

/** The application to become a publisher (STO-030). */
export function ApplyPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { choices, current } = useActingAccount()
  const form = useApiForm(
    { account: current?.name ?? '', companyName: '', website: 'https://', message: '' },
    async (values) => {
      const publisher = await api.post<PublisherView>('/publishers', values)
      await queryClient.invalidateQueries({ queryKey: ['my-publishers'] })
      await navigate({ to: '/publisher/$slug', params: { slug: publisher.slug } })
    },
  )
  const owned = choices.filter((choice) => choice.mayBuy)
  return (
    <Page narrow>
      <PageHeader
        title="Become a publisher"
        lead="Tell us who you are and what you would like to offer. We read every application and answer by mail."
      />
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Select
            label="Publish as"
            description={`Your images will be called ${form.values.account || 'name'}/… This name stays.`}
            data={owned.map(({ name, fullName }) => ({ value: name, label: `${name} (${fullName})` }))}
            value={form.values.account}
            allowDeselect={false}
            error={form.errorOf('account')}
            onChange={(account) => account && form.set('account', account)}
          />
          <Text size="sm">
            A company publishes best from an organization.{' '}
            <TextLink to="/account/organizations" underline="always">
              Create one
            </TextLink>{' '}
            first if you have none.
          </Text>
          <TextInput label="Company name" required {...form.text('companyName')} />
          <TextInput label="Website" type="url" required {...form.text('website')} />
          <Textarea label="What would you like to offer?" required autosize minRows={4} {...form.text('message')} />
          <Button type="submit" loading={form.busy}>
            Apply
          </Button>
        </Stack>
      </form>
    </Page>
  )
}
