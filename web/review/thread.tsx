import { Badge, Button, Card, Checkbox, Group, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import type { PostView } from '../api/review-views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatMoment } from '../ui/format.ts'

interface ThreadProps {
  readonly submissionId: string
  readonly posts: readonly PostView[]
  /** Staff may leave notes that the publisher does not see (STO-075). */
  readonly mayNote?: boolean
}

/** The conversation between publisher and moderators; each post is mailed as well. */
export function Thread({ submissionId, posts, mayNote = false }: ThreadProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ text: '', internal: false }, async (values) => {
    await api.post(`/submissions/${submissionId}/posts`, mayNote ? values : { text: values.text })
    form.setAll({ text: '', internal: false })
    await queryClient.invalidateQueries({ queryKey: ['submission', submissionId] })
  })
  return (
    <Stack gap="sm">
      {posts.length === 0 && <Text c="dimmed">No messages yet.</Text>}
      {posts.map((post) => (
        <Post key={post.id} post={post} />
      ))}
      <form onSubmit={form.onSubmit}>
        <Stack gap="xs">
          <FormProblem problem={form.problem} />
          <Textarea label="Message" autosize minRows={3} required maxLength={5000} {...form.text('text')} />
          <Group justify="space-between">
            {mayNote ? (
              <Checkbox
                label="Internal note, hidden from the publisher"
                checked={form.values.internal}
                onChange={(event) => form.set('internal', event.currentTarget.checked)}
              />
            ) : (
              <span />
            )}
            <Button type="submit" variant="default" loading={form.busy}>
              {form.values.internal ? 'Add note' : 'Send'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  )
}

function Post({ post }: { readonly post: PostView }) {
  return (
    <Card withBorder padding="sm">
      <Group gap="xs" mb={4}>
        <Text fw={600}>{post.author}</Text>
        <Text size="sm" c="dimmed">
          {post.authorRole}, {formatMoment(post.at)}
        </Text>
        {post.internal && (
          <Badge color="brass" variant="light" radius="sm" tt="none">
            Internal
          </Badge>
        )}
      </Group>
      <Text style={{ whiteSpace: 'pre-wrap' }}>{post.text}</Text>
    </Card>
  )
}
