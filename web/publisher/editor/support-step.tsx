import { Stack, Textarea, TextInput } from '@mantine/core'
import type { Manifest } from '../../api/publishing-views.ts'
import type { StepProps } from './manifest-form.ts'

/** Who helps customers, when, and how fast (STO-055, STO-056). */
export function SupportStep({ form, problemOf }: StepProps) {
  const { support } = form.values
  const text = (field: keyof Manifest['support']) => ({
    value: support[field] ?? '',
    error: problemOf(`support.${field}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      form.set('support', { ...support, [field]: event.currentTarget.value }),
  })
  return (
    <Stack maw="46rem">
      <TextInput label="Support e-mail" type="email" {...text('email')} />
      <TextInput label="Support site" type="url" {...text('site')} />
      <TextInput label="Support hours" placeholder="Monday to Friday, 9:00 to 17:00 UTC" {...text('hours')} />
      <TextInput label="Response times" placeholder="First answer within 8 working hours" {...text('responseTimes')} />
      <Textarea label="Self-help and troubleshooting" autosize minRows={4} {...text('text')} />
    </Stack>
  )
}
