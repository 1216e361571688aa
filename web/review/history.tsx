import { Text, Timeline } from '@mantine/core'
import type { SubmissionDetailView } from '../api/review-views.ts'
import { formatMoment } from '../ui/format.ts'

/** Everything that happened to a submission, in order. */
export function History({ entries }: { readonly entries: SubmissionDetailView['history'] }) {
  return (
    <Timeline bulletSize={14} lineWidth={2} active={entries.length}>
      {entries.map(({ at, actor, action, note }) => (
        <Timeline.Item key={`${at}${action}`} title={`${actor}: ${action.replaceAll('_', ' ')}`}>
          {note && <Text size="sm">{note}</Text>}
          <Text size="sm" c="dimmed">
            {formatMoment(at)}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  )
}
