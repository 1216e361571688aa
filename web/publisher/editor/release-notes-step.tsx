import { Stack, TextInput } from '@mantine/core'
import type { StepProps } from './manifest-form.ts'
import { MarkdownField } from './markdown-field.tsx'

/** Version and what is new in it (STO-057). */
export function ReleaseNotesStep({ form, problemOf }: StepProps) {
  return (
    <Stack maw="46rem">
      <TextInput label="Version" placeholder="1.0.0" {...form.text('version')} error={problemOf('version')} />
      <MarkdownField
        label="Release notes"
        value={form.values.releaseNotes}
        error={problemOf('releaseNotes')}
        onChange={(value) => form.set('releaseNotes', value)}
      />
    </Stack>
  )
}
