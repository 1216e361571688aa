import { Alert, Button, Group, List, Stack, Tabs, Text, VisuallyHidden } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/context.tsx'
import { editor } from '../../api/publishing.ts'
import type { EditorView, Manifest } from '../../api/publishing-views.ts'
import { fieldName } from '../../review/field-name.ts'
import { ErrorPage } from '../../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../../ui/form.tsx'
import { plural } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page.tsx'
import { RowSkeletons } from '../../ui/skeletons.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { InformationStep } from './information-step.tsx'
import { emptyManifest, type ManifestForm, valueAt } from './manifest-form.ts'
import { PlansStep } from './plans-step.tsx'
import { ReleaseNotesStep } from './release-notes-step.tsx'
import { SupportStep } from './support-step.tsx'

/** The product editor: saves unfinished work, says what is missing, submits (STO-039). */
export function EditPage() {
  const api = useApi()
  const { productId } = useParams({ from: '/publisher/$slug/products/$productId' })
  const { data, error } = useQuery(editor(api, productId))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  return <Editor key={productId} view={data} />
}

const steps = [
  { value: 'information', label: 'Information', fields: /^(?!plans|releaseNotes|support|version)/ },
  { value: 'plans', label: 'Plans & pricing', fields: /^plans/ },
  { value: 'support', label: 'Support', fields: /^support(?!Link)/ },
  { value: 'notes', label: 'Release notes', fields: /^(releaseNotes|version)/ },
] as const

function Editor({ view }: { readonly view: EditorView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [step, setStep] = useState<string | null>('information')
  const { product } = view
  const initial: Manifest = { ...emptyManifest, ...view.draft }
  const [judged, setJudged] = useState({ values: initial, problems: view.problems })
  const { problems } = judged
  const save = async (values: Manifest) => {
    const saved = await api.put<EditorView>(`/products/${product.id}/draft`, values)
    setJudged({ values, problems: saved.problems })
    queryClient.setQueryData(['product', product.id], saved)
  }
  const form: ManifestForm = useApiForm<Manifest>(initial, async (values) => {
    await save(values)
    toastDone('Saved.')
  })
  const props = { form, productId: product.id, problemOf: problemFinder(form, judged), media: view.media }
  return (
    <>
      <PageHeader
        title={form.values.name || product.name}
        lead={
          view.live ? 'You edit a new version of the page; the published one stays until this is approved.' : undefined
        }
        actions={
          <>
            <StatusBadge state={product.status} />
            <Button onClick={() => form.onSubmit()} loading={form.busy} disabled={!view.canEdit} variant="default">
              Save
            </Button>
          </>
        }
      />
      <Stack>
        <FormProblem problem={form.problem} />
        {!view.canEdit && <Alert variant="light">The review is under way, so the draft cannot be changed now.</Alert>}
        <Tabs value={step} onChange={setStep} keepMounted={false}>
          <Tabs.List>
            {steps.map(({ value, label, fields }) => (
              <Tabs.Tab key={value} value={value}>
                {label}
                {problems.some(({ field }) => fields.test(field)) && <Unfinished />}
              </Tabs.Tab>
            ))}
            <Tabs.Tab value="submission">Submission</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="information" pt="lg">
            <InformationStep {...props} />
          </Tabs.Panel>
          <Tabs.Panel value="plans" pt="lg">
            <PlansStep {...props} />
          </Tabs.Panel>
          <Tabs.Panel value="support" pt="lg">
            <SupportStep {...props} />
          </Tabs.Panel>
          <Tabs.Panel value="notes" pt="lg">
            <ReleaseNotesStep {...props} />
          </Tabs.Panel>
          <Tabs.Panel value="submission" pt="lg">
            <SubmitStep view={view} problems={problems} save={() => save(form.values)} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  )
}

function Unfinished() {
  return (
    <>
      <span aria-hidden="true"> •</span>
      <VisuallyHidden>, unfinished</VisuallyHidden>
    </>
  )
}

interface Judged {
  readonly values: Manifest
  readonly problems: EditorView['problems']
}

/** What the last save found wrong with a field; silent once the field is changed. */
function problemFinder(form: ManifestForm, { values, problems }: Judged) {
  return (field: string) =>
    form.errorOf(field) ??
    problems.find((problem) => problem.field === field && valueAt(values, field) === valueAt(form.values, field))
      ?.message
}

interface SubmitStepProps {
  readonly view: EditorView
  readonly problems: EditorView['problems']
  readonly save: () => Promise<void>
}

function SubmitStep({ view, problems, save }: SubmitStepProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { slug, productId } = useParams({ from: '/publisher/$slug/products/$productId' })
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    try {
      await save()
      await api.post(`/products/${productId}/submissions`, { publish: 'manual' })
      toastDone('Submitted for review.')
      await queryClient.invalidateQueries({ queryKey: ['product'] })
      await navigate({ to: '/publisher/$slug/products/$productId/submission', params: { slug, productId } })
    } catch (error) {
      toastProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Stack align="flex-start">
      {problems.length > 0 ? (
        <Alert color="brass" variant="light" title={`${plural(problems.length, 'thing')} still to do`}>
          <List size="sm">
            {problems.map(({ field, message }) => (
              <List.Item key={field + message}>
                <strong>{fieldName(field)}</strong>: {message}
              </List.Item>
            ))}
          </List>
        </Alert>
      ) : (
        <Text>
          Everything is there. The images are frozen as they are now, scanned, and read by a moderator together with
          this page.
        </Text>
      )}
      <Group>
        <Button loading={busy} disabled={!view.canEdit} onClick={() => void submit()}>
          Submit for review
        </Button>
      </Group>
    </Stack>
  )
}
