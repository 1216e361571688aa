import { Code, Group, Text } from '@mantine/core'
import { IconLock, IconTag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { versions } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'
import { problemOf } from '../api/problem.ts'
import { CommandCopy } from '../ui/command-copy.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatBytes, formatDay, formatPlatforms, shortDigest } from '../ui/format.ts'
import { MarkdownView } from '../ui/markdown-view.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import surface from '../ui/surface.module.css'
import classes from './listing-page.module.css'

/** Published tags with digest, platforms, size and release notes, for those who may pull them (STO-132). */
export function VersionsTab({ slug }: { readonly slug: string }) {
  const api = useApi()
  const { data, error, isPending } = useQuery(versions(api, slug))
  if (isPending) return <RowSkeletons />
  if (error) {
    const { status, detail } = problemOf(error)
    return (
      <EmptyState
        icon={IconLock}
        title={status === 401 || status === 403 ? 'Versions are listed for customers' : 'The versions did not load'}
      >
        {detail}
      </EmptyState>
    )
  }
  if (data.items.length === 0) {
    return (
      <EmptyState icon={IconTag} title="No versions to show">
        Versions are listed for customers who may pull them. Choose a plan to get access.
      </EmptyState>
    )
  }
  return data.items.map((version) => (
    <article key={`${version.repository}:${version.tag}`} className={`${surface.surface} ${classes.version}`}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Text component="h2" fz="1rem" fw={650} m={0}>
          {version.repository}:{version.tag}
        </Text>
        <Text size="sm" c="dimmed">
          {formatDay(version.publishedAt)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {formatPlatforms(version.platforms)} · {formatBytes(version.size)} ·{' '}
        <Code title={version.digest}>{shortDigest(version.digest)}</Code>
      </Text>
      {version.releaseNotesHtml && <MarkdownView html={version.releaseNotesHtml} />}
      <div style={{ marginTop: '0.875rem' }}>
        <CommandCopy command={version.pullCommand} />
      </div>
    </article>
  ))
}
