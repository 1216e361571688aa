import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconRecycle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/context.tsx'
import { type RetentionPolicyView, retentionRules } from '../../api/retention.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPage } from '../../ui/error-page.tsx'
import { formatShortDay, plural } from '../../ui/format.ts'
import { RowSkeletons } from '../../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { RulesDialog } from './rules-dialog.tsx'
import { rulesInWords } from './rules-in-words.ts'

interface RetentionPanelProps {
  readonly namespace: string
  /** Names of its repositories. */
  readonly repositories: readonly string[]
  /** Owners decide; the others see the rules and what they would do. */
  readonly mayChange: boolean
}

/** What stays in the staging repositories, and what every night takes away. */
export function RetentionPanel({ namespace, repositories, mayChange }: RetentionPanelProps) {
  const api = useApi()
  const [opened, dialog] = useDisclosure(false)
  const [edited, setEdited] = useState<RetentionPolicyView | undefined>()
  const { data, error } = useQuery(retentionRules(api, namespace))
  const open = (policy?: RetentionPolicyView) => {
    setEdited(policy)
    dialog.open()
  }
  const add = mayChange && repositories.length > 0 && (
    <Button variant="default" onClick={() => open()}>
      Add rules
    </Button>
  )
  return (
    <Stack component="section" gap="sm" my="xl" aria-labelledby="clean-up">
      <Group justify="space-between">
        <Title order={2} fz="1.125rem" id="clean-up">
          Clean-up
        </Title>
        {data && data.items.length > 0 && add}
      </Group>
      {error && <ErrorPage error={error} />}
      {!data && !error && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconRecycle} title="Everything stays" action={add || undefined}>
          Rules take old tags and images away every night. What a product names always stays, and so do signatures as
          long as their image. You see what would go before you save.
        </EmptyState>
      )}
      {data?.items.map((policy) => (
        <Policy
          key={policy.appliesTo}
          policy={policy}
          namespace={namespace}
          mayChange={mayChange}
          onOpen={() => open(policy)}
        />
      ))}
      <RulesDialog
        namespace={namespace}
        repositories={repositories}
        policy={edited}
        mayChange={mayChange}
        opened={opened}
        onClose={dialog.close}
      />
    </Stack>
  )
}

interface PolicyProps {
  readonly policy: RetentionPolicyView
  readonly namespace: string
  readonly mayChange: boolean
  readonly onOpen: () => void
}

function Policy({ policy, namespace, mayChange, onOpen }: PolicyProps) {
  const { appliesTo, rules, updatedAt, updatedBy } = policy
  const name = appliesTo === namespace ? 'All repositories without rules of their own' : appliesTo
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={3} fz="1rem" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        <Text size="sm">{rulesInWords(rules)}</Text>
        <Text size="xs" c="dimmed">
          Every night. Saved by {updatedBy}, {formatShortDay(updatedAt)}
        </Text>
        <Group gap="xs">
          <Button
            size="sm"
            variant="default"
            onClick={onOpen}
            aria-label={`${mayChange ? 'Change or preview' : 'Preview'}: ${name}`}
          >
            {mayChange ? 'Change or preview' : 'Preview'}
          </Button>
          {mayChange && <OwnerActions policy={policy} namespace={namespace} />}
        </Group>
      </Stack>
    </Paper>
  )
}

function OwnerActions({ policy: { appliesTo }, namespace }: Pick<PolicyProps, 'policy' | 'namespace'>) {
  const api = useApi()
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['retention', namespace] })
  const apply = useMutation({
    mutationFn: () => api.post<{ repositories: number }>('/retention-rules/apply', { appliesTo }),
    onSuccess: ({ repositories }) => toastDone(`Under way in ${plural(repositories, 'repository', 'repositories')}.`),
    onError: toastProblem,
  })
  const remove = useMutation({
    mutationFn: () => api.delete(`/retention-rules?appliesTo=${encodeURIComponent(appliesTo)}`),
    onSuccess: async () => {
      toastDone('The rules are removed. Everything stays from now on.')
      await refresh()
    },
    onError: toastProblem,
  })
  return (
    <>
      <ConfirmButton
        label="Run now"
        title="Clean up now?"
        confirm="Clean up"
        busy={apply.isPending}
        onConfirm={() => apply.mutateAsync()}
      >
        Tags and images that the rules do not keep are deleted. This cannot be undone.
      </ConfirmButton>
      <ConfirmButton
        label="Remove"
        title="Remove these rules?"
        confirm="Remove them"
        busy={remove.isPending}
        onConfirm={() => remove.mutateAsync()}
      >
        Nothing is deleted by them any more.
      </ConfirmButton>
    </>
  )
}
