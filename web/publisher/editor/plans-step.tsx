import { Button, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { PlanDraft } from '../../api/publishing-views.ts'
import { newPlan, type StepProps } from './manifest-form.ts'
import { PlanFields } from './plan-fields.tsx'

/** What can be had, for how much, from which repositories (STO-041, STO-060…064). */
export function PlansStep({ form, problemOf }: StepProps) {
  const { plans } = form.values
  const change = (index: number, next: PlanDraft) =>
    form.set(
      'plans',
      plans.map((plan, at) => (at === index ? next : next.isDefault ? { ...plan, isDefault: false } : plan)),
    )
  return (
    <Stack maw="52rem">
      <Text c="dimmed">
        Use one repository for each plan: a plan entitles to every published tag of its repositories.
      </Text>
      {problemOf('plans') && <Text c="var(--mantine-color-error)">{problemOf('plans')}</Text>}
      {plans.map((plan, index) => (
        <PlanFields
          key={plan.id}
          plan={plan}
          index={index}
          problemOf={(field) => problemOf(`plans.${index}.${field}`)}
          onChange={(next) => change(index, next)}
          onRemove={() =>
            form.set(
              'plans',
              plans.filter(({ id }) => id !== plan.id),
            )
          }
        />
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => form.set('plans', [...plans, newPlan(plans.length === 0)])}
      >
        Add a plan
      </Button>
    </Stack>
  )
}
