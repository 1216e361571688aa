import { Button, Card, Checkbox, Group, NumberInput, Select, Stack, Textarea, TextInput, Title } from '@mantine/core'
import type { PlanDraft } from '../../api/publishing-views.ts'
import type { Access } from '../../api/views.ts'
import { MarkdownField } from './markdown-field.tsx'
import { PriceRows } from './price-rows.tsx'
import { SourceRows } from './source-rows.tsx'

const levels: readonly { value: Access; label: string }[] = [
  { value: 'all', label: 'Everybody, without an account' },
  { value: 'logged_in', label: 'Everybody with an account' },
  { value: 'subscribed', label: 'Those who accepted the terms, and paid if there is a price' },
  { value: 'byol', label: 'Those with a licence bought from you' },
]

interface PlanFieldsProps {
  readonly plan: PlanDraft
  readonly index: number
  readonly problemOf: (field: string) => string | undefined
  readonly onChange: (plan: PlanDraft) => void
  readonly onRemove: () => void
}

/** One plan of the product. */
export function PlanFields({ plan, index, problemOf, onChange, onRemove }: PlanFieldsProps) {
  const set = (next: Partial<PlanDraft>) => onChange({ ...plan, ...next })
  const text = (field: 'name' | 'description') => ({
    value: plan[field],
    error: problemOf(field),
    onChange: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
  })
  return (
    <Card withBorder component="section" aria-label={`Plan ${index + 1}`}>
      <Stack>
        <Group justify="space-between">
          <Title order={2} fz="1.125rem">
            {plan.name || `Plan ${index + 1}`}
          </Title>
          <Button variant="subtle" color="red" size="xs" onClick={onRemove}>
            Remove plan
          </Button>
        </Group>
        <TextInput label="Plan name" {...text('name')} />
        <TextInput label="Plan description" {...text('description')} />
        <Checkbox
          label="Selected first on the product page"
          checked={plan.isDefault}
          onChange={(event) => set({ isDefault: event.currentTarget.checked })}
        />
        <Select
          label="Who may pull"
          data={[...levels]}
          value={plan.access}
          allowDeselect={false}
          error={problemOf('access')}
          onChange={(access) => access && set({ access: access as Access })}
        />
        <SourceRows plan={plan} problemOf={problemOf} onChange={(repositories) => set({ repositories })} />
        {plan.access === 'subscribed' && (
          <>
            <PriceRows prices={plan.prices} error={problemOf('prices')} onChange={(prices) => set({ prices })} />
            {plan.prices.length > 0 && (
              <NumberInput
                label="Days of free trial"
                description="0 for none"
                min={0}
                max={365}
                value={plan.trialDays}
                error={problemOf('trialDays')}
                onChange={(days) => set({ trialDays: Number(days) || 0 })}
                maw={200}
              />
            )}
          </>
        )}
        {plan.access === 'byol' && (
          <TextInput
            label="Where to get the licence"
            type="url"
            value={plan.byolUrl ?? ''}
            error={problemOf('byolUrl')}
            onChange={(event) => set({ byolUrl: event.currentTarget.value })}
          />
        )}
        <Licence plan={plan} problemOf={problemOf} onChange={set} />
        <MarkdownField
          label="Installation instructions"
          value={plan.instructions}
          error={problemOf('instructions')}
          onChange={(instructions) => set({ instructions })}
        />
      </Stack>
    </Card>
  )
}

interface LicenceProps {
  readonly plan: PlanDraft
  readonly problemOf: (field: string) => string | undefined
  readonly onChange: (next: Pick<PlanDraft, 'licence'>) => void
}

function Licence({ plan, problemOf, onChange }: LicenceProps) {
  const { licence } = plan
  return (
    <>
      <Select
        label="Licence terms"
        data={[
          { value: 'text', label: 'As text' },
          { value: 'link', label: 'As a link' },
        ]}
        value={licence.kind}
        allowDeselect={false}
        maw={200}
        onChange={(kind) => onChange({ licence: kind === 'link' ? { kind, url: '' } : { kind: 'text', text: '' } })}
      />
      {licence.kind === 'link' ? (
        <TextInput
          label="Link to the terms"
          type="url"
          value={licence.url}
          error={problemOf('licence.url') ?? problemOf('licence')}
          onChange={(event) => onChange({ licence: { kind: 'link', url: event.currentTarget.value } })}
        />
      ) : (
        <Textarea
          label="Text of the terms"
          autosize
          minRows={4}
          value={licence.text}
          error={problemOf('licence.text') ?? problemOf('licence')}
          onChange={(event) => onChange({ licence: { kind: 'text', text: event.currentTarget.value } })}
        />
      )}
    </>
  )
}
