import { MultiSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { categories } from '../../api/catalog.ts'
import { useApi } from '../../api/context.tsx'
import type { Manifest } from '../../api/publishing-views.ts'
import type { StepProps } from './manifest-form.ts'
import { MarkdownField } from './markdown-field.tsx'
import { MediaField } from './media-field.tsx'

const types = [
  { value: 'image', label: 'Container image' },
  { value: 'plugin', label: 'Engine plugin' },
  { value: 'service', label: 'Client of a service that you run' },
  { value: 'composition', label: 'Several containers' },
  { value: 'edition', label: 'Edition' },
]
const platforms = [
  { value: 'certified', label: 'Certified infrastructure' },
  { value: 'community', label: 'Community engine only' },
  { value: 'other', label: 'Something else' },
]
const licences = [
  { value: 'free', label: 'Free' },
  { value: 'open_source', label: 'Open source' },
  { value: 'commercial', label: 'Commercial' },
]

/** What customers read and see (STO-043…050). */
export function InformationStep({ form, productId, problemOf, media }: StepProps) {
  const api = useApi()
  const known = useQuery(categories(api)).data?.items ?? []
  const { values, set } = form
  const text = (field: keyof Manifest & string) => ({ ...form.text(field), error: problemOf(field) })
  const choose = <Field extends 'contentType' | 'runsOn' | 'licenseType'>(field: Field) => ({
    value: values[field],
    allowDeselect: false,
    error: problemOf(field),
    onChange: (value: string | null) => value && set(field, value as Manifest[Field]),
  })
  return (
    <Stack maw="46rem">
      <TextInput label="Name" {...text('name')} />
      <TextInput
        label="Short description"
        description={`Shown in search results. ${[...values.shortDescription].length} of 140 characters.`}
        {...text('shortDescription')}
      />
      <MediaField
        label="Icon"
        hint="Square, at least 512 × 512 pixels."
        kind="icon"
        most={1}
        productId={productId}
        known={media}
        ids={values.iconId ? [values.iconId] : []}
        error={problemOf('iconId')}
        onChange={([id]) => set('iconId', id ?? null)}
      />
      <MultiSelect
        label="Categories"
        searchable
        data={known.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={[...values.categories]}
        error={problemOf('categories')}
        onChange={(chosen) => set('categories', chosen)}
      />
      <TagsInput
        label="Search tags"
        value={[...values.tags]}
        error={problemOf('tags')}
        onChange={(chosen) => set('tags', chosen)}
      />
      <MarkdownField
        label="Long description"
        value={values.longDescription}
        minRows={10}
        error={problemOf('longDescription')}
        onChange={(value) => set('longDescription', value)}
      />
      <MediaField
        label="Screenshots"
        hint="At least 1920 × 1200 pixels each."
        kind="screenshot"
        most={8}
        productId={productId}
        known={media}
        ids={values.screenshotIds}
        error={problemOf('screenshotIds')}
        onChange={(ids) => set('screenshotIds', ids)}
      />
      <TextInput label="Website" type="url" {...text('websiteLink')} />
      <TextInput label="Support link" type="url" {...text('supportLink')} />
      <TextInput
        label="Documentation link"
        description="Must cover at least an overview and the installation."
        type="url"
        {...text('documentationLink')}
      />
      <Select label="Type of content" data={types} {...choose('contentType')} />
      <Select label="Runs on" data={platforms} {...choose('runsOn')} />
      <Select label="Licence type" data={licences} {...choose('licenseType')} />
    </Stack>
  )
}
