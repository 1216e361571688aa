import { Code, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconZoomExclamation } from '@tabler/icons-react'
import { useState } from 'react'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { errorGroups, type ListedError } from './errors-list.ts'

/** What every error code means: errors of the registry and of the JSON interface link here. */
export function ErrorsPage() {
  const [wanted, setWanted] = useState('')
  const word = wanted.trim().toLowerCase()
  const fits = ({ code, sentence }: ListedError) => code.includes(word) || sentence.toLowerCase().includes(word)
  const groups = errorGroups
    .map(({ module, errors }) => ({ module, errors: errors.filter(fits) }))
    .filter(({ errors }) => errors.length > 0)
  return (
    <Page narrow>
      <PageHeader
        title="Errors"
        lead="What the store says when it refuses something, and what to do. Codes are stable; what varies stands in braces."
      />
      <TextInput
        label="Find an error"
        placeholder="manifest, expired, registry.name_invalid"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        mb="xl"
      />
      {groups.length === 0 && (
        <EmptyState icon={IconZoomExclamation} title="No error fits">
          Try a shorter word, or part of the code.
        </EmptyState>
      )}
      <Stack gap="xl">
        {groups.map(({ module, errors }) => (
          <section key={module} aria-labelledby={`module-${module}`}>
            <Title order={2} id={`module-${module}`} fz="1.25rem" mb="sm">
              {module}
            </Title>
            <Stack component="dl" gap="md" m={0}>
              {errors.map((error) => (
                <Entry key={error.code} error={error} />
              ))}
            </Stack>
          </section>
        ))}
      </Stack>
    </Page>
  )
}

function Entry({ error: { code, sentence } }: { readonly error: ListedError }) {
  return (
    <div id={code} style={{ scrollMarginTop: '6rem' }}>
      <dt>
        <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {code}
        </Code>
      </dt>
      <Text component="dd" m={0} mt={4}>
        {sentence}
      </Text>
    </div>
  )
}
