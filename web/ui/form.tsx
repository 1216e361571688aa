import { Alert } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { Problem } from '../api/problem.ts'
import { problemOf } from '../api/problem.ts'

export interface ApiForm<Values extends object> {
  readonly values: Values
  readonly busy: boolean
  readonly problem: Problem | null
  set<Field extends keyof Values>(field: Field, value: Values[Field]): void
  setAll(values: Values): void
  /** Value, error and change handler of a text field, by name. */
  text(field: keyof Values & string): {
    name: string
    value: string
    error: string | undefined
    onChange: (event: { currentTarget: { value: string } }) => void
  }
  /** What the store said about a field ("plans.0.name"). */
  errorOf(field: string): string | undefined
  onSubmit(event?: FormEvent): void
}

/**
 * A form whose fields are judged by the store: the refusal's `fields` appear under the inputs they name,
 * anything else in the alert of `FormProblem`.
 */
export function useApiForm<Values extends object>(
  initial: Values,
  submit: (values: Values) => Promise<void>,
): ApiForm<Values> {
  const [values, setAll] = useState(initial)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const errorOf = (field: string) => problem?.fields?.find((one) => one.field === field)?.message
  const set: ApiForm<Values>['set'] = (field, value) => setAll((before) => ({ ...before, [field]: value }))
  const send = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await submit(values)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return {
    values,
    busy,
    problem,
    set,
    setAll,
    errorOf,
    text: (field) => ({
      name: field,
      value: String(values[field] ?? ''),
      error: errorOf(field),
      onChange: (event) => set(field, event.currentTarget.value as Values[typeof field]),
    }),
    onSubmit: (event) => {
      event?.preventDefault()
      void send()
    },
  }
}

/** The refusal of a form, announced to screen readers when it appears. Field messages stand at their fields. */
export function FormProblem({ problem }: { readonly problem: Problem | null }) {
  if (problem === null) return null
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle />} role="alert" title={problem.detail}>
      {problem.status >= 500 && problem.requestId ? `Request ${problem.requestId}` : null}
    </Alert>
  )
}
