import { Card, Input, SegmentedControl, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useApi } from '../../api/context.tsx'
import { MarkdownView } from '../../ui/markdown-view.tsx'

interface MarkdownFieldProps {
  readonly label: string
  readonly value: string
  readonly error?: string | undefined
  readonly minRows?: number
  readonly onChange: (value: string) => void
}

/** Markdown with a preview that the store itself renders (STO-039). */
export function MarkdownField({ label, value, error, minRows = 6, onChange }: MarkdownFieldProps) {
  const api = useApi()
  const id = useId()
  const [mode, setMode] = useState('write')
  const { data } = useQuery({
    queryKey: ['markdown', value],
    queryFn: () => api.post<{ html: string }>('/markdown', { markdown: value }),
    enabled: mode === 'preview' && value !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Input.Wrapper label={label} labelProps={{ htmlFor: id }} error={error}>
      <SegmentedControl
        size="xs"
        my={4}
        aria-label={`${label}: write or preview`}
        data={[
          { value: 'write', label: 'Write' },
          { value: 'preview', label: 'Preview' },
        ]}
        value={mode}
        onChange={setMode}
        style={{ display: 'flex', width: 'fit-content' }}
      />
      {mode === 'write' ? (
        <Textarea
          id={id}
          autosize
          minRows={minRows}
          value={value}
          error={Boolean(error)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <Card withBorder padding="md" mih={120}>
          {data ? <MarkdownView html={data.html} /> : 'Nothing to show yet.'}
        </Card>
      )}
    </Input.Wrapper>
  )
}
