import { ActionIcon, Button, Group, Input, Select, Stack, TagsInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useApi } from '../../api/context.tsx'
import { repositories, tags } from '../../api/publishing.ts'
import type { PlanDraft } from '../../api/publishing-views.ts'

type Source = PlanDraft['repositories'][number]

interface SourceRowsProps {
  readonly plan: PlanDraft
  readonly problemOf: (field: string) => string | undefined
  readonly onChange: (sources: readonly Source[]) => void
}

/** The staging repositories and tags that the plan sells. `latest` cannot be sold (STO-042). */
export function SourceRows({ plan, problemOf, onChange }: SourceRowsProps) {
  const api = useApi()
  const { slug } = useParams({ from: '/publisher/$slug/products/$productId' })
  const known = useQuery(repositories(api, slug)).data?.items.map(({ name }) => name) ?? []
  const sources = plan.repositories
  const change = (index: number, next: Partial<Source>) =>
    onChange(sources.map((source, at) => (at === index ? { ...source, ...next } : source)))
  return (
    <Input.Wrapper
      label="Images"
      description="Repositories that you have pushed to, and the tags to publish."
      error={problemOf('repositories')}
    >
      <Stack gap="xs" mt="xs">
        {sources.map((source, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
          <Group key={index} gap="xs" align="flex-start">
            <Select
              aria-label={`Repository ${index + 1}`}
              placeholder="Repository"
              data={[...new Set([...known, source.repository])].filter(Boolean)}
              value={source.repository || null}
              error={problemOf(`repositories.${index}.repository`)}
              w={240}
              onChange={(repository) => change(index, { repository: repository ?? '', tags: [] })}
            />
            <TagChoice
              source={source}
              index={index}
              error={problemOf(`repositories.${index}.tags`) ?? problemOf(`repositories.${index}.tags.0`)}
              onChange={(chosen) => change(index, { tags: chosen })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove repository ${index + 1}`}
              onClick={() => onChange(sources.filter((_, at) => at !== index))}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange([...sources, { repository: '', tags: [] }])}
        >
          Add a repository
        </Button>
      </Stack>
    </Input.Wrapper>
  )
}

interface TagChoiceProps {
  readonly source: Source
  readonly index: number
  readonly error: string | undefined
  readonly onChange: (tags: readonly string[]) => void
}

function TagChoice({ source, index, error, onChange }: TagChoiceProps) {
  const api = useApi()
  const { data } = useQuery({ ...tags(api, source.repository), enabled: source.repository !== '' })
  const known = data?.items.map(({ tag }) => tag).filter((tag) => tag !== 'latest') ?? []
  return (
    <TagsInput
      aria-label={`Tags ${index + 1}`}
      placeholder={source.tags.length === 0 ? 'Tags' : ''}
      data={known}
      value={[...source.tags]}
      error={error}
      w={260}
      onChange={onChange}
    />
  )
}
