import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/context.tsx'
import type { RetentionPolicyView, RetentionRulesView } from '../../api/retention.ts'
import { type ApiForm, FormProblem, useApiForm } from '../../ui/form.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { RetentionPreview } from './retention-preview.tsx'

interface RulesDialogProps {
  readonly namespace: string
  readonly repositories: readonly string[]
  /** The rules to change; undefined makes new ones. */
  readonly policy: RetentionPolicyView | undefined
  readonly mayChange: boolean
  readonly opened: boolean
  readonly onClose: () => void
}

/** Edits rules, and shows what they would do before they are saved. */
export function RulesDialog(props: RulesDialogProps) {
  const { policy, opened, onClose } = props
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={650}>{policy ? 'Clean-up rules' : 'New clean-up rules'}</Text>}
      size="xl"
    >
      <RulesForm key={policy?.appliesTo ?? ''} {...props} />
    </Modal>
  )
}

interface Values {
  readonly appliesTo: string
  readonly keepLast: number | string
  readonly keepTags: string[]
  readonly keepPushedDays: number | string
  readonly keepPulledDays: number | string
  readonly removeUntaggedDays: number | string
}

function valuesOf(namespace: string, policy: RetentionPolicyView | undefined): Values {
  const rules = policy?.rules ?? { keepLast: 10, keepTags: [], removeUntaggedDays: 7 }
  return {
    appliesTo: policy?.appliesTo ?? namespace,
    keepLast: rules.keepLast ?? '',
    keepTags: [...rules.keepTags],
    keepPushedDays: rules.keepPushedDays ?? '',
    keepPulledDays: rules.keepPulledDays ?? '',
    removeUntaggedDays: rules.removeUntaggedDays ?? '',
  }
}

function rulesOf(values: Values): RetentionRulesView {
  const { keepLast, keepTags, keepPushedDays, keepPulledDays, removeUntaggedDays } = values
  return {
    keepTags,
    ...(typeof keepLast === 'number' && { keepLast }),
    ...(typeof keepPushedDays === 'number' && { keepPushedDays }),
    ...(typeof keepPulledDays === 'number' && { keepPulledDays }),
    ...(typeof removeUntaggedDays === 'number' && { removeUntaggedDays }),
  }
}

function RulesForm({ namespace, repositories, policy, mayChange, onClose }: RulesDialogProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [seen, setSeen] = useState<string | null>(null)
  const [looked, setLooked] = useState<string | null>(null)
  const form = useApiForm(valuesOf(namespace, policy), async (values) => {
    await api.put('/retention-rules', { appliesTo: values.appliesTo, rules: rulesOf(values) })
    await queryClient.invalidateQueries({ queryKey: ['retention', namespace] })
    toastDone('The rules are saved. They are carried out every night.')
    onClose()
  })
  const { appliesTo } = form.values
  const rules = rulesOf(form.values)
  const now = JSON.stringify(rules)
  const example = looked ?? (appliesTo === namespace ? (repositories[0] ?? '') : appliesTo)
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <Select
          label="Rules for"
          data={[
            { value: namespace, label: 'All repositories without rules of their own' },
            ...repositories.map((name) => ({ value: name, label: name })),
          ]}
          value={appliesTo}
          allowDeselect={false}
          disabled={policy !== undefined}
          onChange={(value) => {
            form.set('appliesTo', value ?? namespace)
            setLooked(null)
          }}
        />
        <RuleFields form={form} disabled={!mayChange} />
        {appliesTo === namespace && repositories.length > 1 && (
          <Select
            label="Preview in"
            data={[...repositories]}
            value={example}
            allowDeselect={false}
            onChange={(value) => setLooked(value)}
          />
        )}
        <Group>
          <Button variant={seen === now ? 'default' : 'filled'} onClick={() => setSeen(now)}>
            Show what would go
          </Button>
          {mayChange && (
            <Button type="submit" loading={form.busy} disabled={seen !== now}>
              Save
            </Button>
          )}
          {mayChange && seen !== now && (
            <Text size="sm" c="dimmed">
              Look first, then save.
            </Text>
          )}
        </Group>
        {seen === now && example !== '' && <RetentionPreview repository={example} rules={rules} />}
      </Stack>
    </form>
  )
}

function RuleFields({ form, disabled }: { readonly form: ApiForm<Values>; readonly disabled: boolean }) {
  const amount = (field: 'keepLast' | 'keepPushedDays' | 'keepPulledDays' | 'removeUntaggedDays') => ({
    value: form.values[field],
    error: form.errorOf(field),
    onChange: (value: number | string) => form.set(field, value),
    min: 0,
    allowDecimal: false,
    allowNegative: false,
    disabled,
  })
  const wrong = form.values.keepTags.map((_, index) => form.errorOf(`keepTags.${index}`)).find(Boolean)
  return (
    <>
      <Text size="sm">A tag stays when any of these fits. Leave empty what you do not need.</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput label="Keep the last" description="tags, by date of push" max={10_000} {...amount('keepLast')} />
        <TagsInput
          label="Keep tags like"
          description="a star stands for any letters: 1.*, latest"
          value={form.values.keepTags}
          onChange={(value) => form.set('keepTags', value)}
          error={wrong}
          disabled={disabled}
          acceptValueOnBlur
        />
        <NumberInput label="Keep tags pushed within" description="days" max={3650} {...amount('keepPushedDays')} />
        <NumberInput
          label="Keep what was pulled within"
          description="days, 180 at most"
          max={180}
          {...amount('keepPulledDays')}
        />
      </SimpleGrid>
      <NumberInput
        label="Delete images without a tag after"
        description="days since their push; empty: they stay"
        max={3650}
        {...amount('removeUntaggedDays')}
      />
    </>
  )
}
