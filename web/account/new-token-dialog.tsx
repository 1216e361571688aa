import { Alert, Button, Checkbox, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useStore } from '../api/context.tsx'
import type { AccessTokenView, TokenScopeView } from '../api/views.ts'
import { CommandCopy } from '../ui/command-copy.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { useSession } from '../ui/session.ts'
import { SecretCopy } from './secret-copy.tsx'
import { useTokenLimits } from './token-limits.ts'

const scopes: readonly { readonly value: TokenScopeView; readonly label: string }[] = [
  { value: 'pull', label: 'Pull images' },
  { value: 'push', label: 'Push images' },
  { value: 'read', label: 'Read through the API' },
  { value: 'write', label: 'Change things through the API' },
]

const everything = 'everything'

/** What a token may do: one that is limited to a product or a plan only pulls. */
const scopesOf = (values: { readonly scopes: string[]; readonly limit: string }): string[] =>
  values.limit === everything ? values.scopes : ['pull']

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: 'never', label: 'No expiry' },
]

const dayInMilliseconds = 86_400_000

/** Creates a token and shows its secret, once. */
export function NewTokenDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => {
    onClose()
    setSecret(null)
  }
  return (
    <Modal opened={opened} onClose={close} title={<Text fw={650}>New access token</Text>} size="lg">
      {secret === null ? <TokenForm onCreated={setSecret} /> : <TokenSecret secret={secret} onClose={close} />}
    </Modal>
  )
}

function TokenForm({ onCreated }: { readonly onCreated: (secret: string) => void }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const initial = { name: '', scopes: ['pull'] as string[], lifetime: '90', limit: everything }
  const form = useApiForm(initial, async (values) => {
    const days = Number(values.lifetime)
    const expiresAt = values.lifetime === 'never' ? null : new Date(Date.now() + days * dayInMilliseconds).toISOString()
    const created = await api.post<{ token: AccessTokenView; secret: string }>('/access-tokens', {
      ...{ name: values.name, scopes: scopesOf(values), expiresAt },
      ...(values.limit !== everything && { limitedTo: [values.limit] }),
    })
    await queryClient.invalidateQueries({ queryKey: ['access-tokens'] })
    onCreated(created.secret)
  })
  const isLimited = form.values.limit !== everything
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <TextInput
          label="Name"
          description="So that you recognise it later: “laptop”, “build server”."
          required
          data-autofocus
          {...form.text('name')}
        />
        <Checkbox.Group
          label="What it may do"
          {...(isLimited && { description: 'A token for one product only pulls.' })}
          value={scopesOf(form.values)}
          onChange={(value) => form.set('scopes', value)}
          error={form.errorOf('scopes')}
        >
          <Stack gap="xs" mt="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope.value} {...scope} disabled={isLimited} />
            ))}
          </Stack>
        </Checkbox.Group>
        <LimitSelect
          value={form.values.limit}
          onChange={(limit) => form.set('limit', limit)}
          error={form.errorOf('limitedTo')}
        />
        <Select
          label="Expires after"
          data={lifetimes}
          value={form.values.lifetime}
          allowDeselect={false}
          onChange={(value) => form.set('lifetime', value ?? '90')}
          error={form.errorOf('expiresAt')}
        />
        <Button type="submit" loading={form.busy}>
          Create the token
        </Button>
      </Stack>
    </form>
  )
}

function TokenSecret({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const { registryHost } = useStore()
  const { account } = useSession()
  return (
    <Stack>
      <Alert color="brass" title="Copy it now">
        The store keeps only a fingerprint of the token. It is not shown again.
      </Alert>
      <SecretCopy secret={secret} />
      <Text size="sm">Use it as the password when you log in to the registry:</Text>
      <CommandCopy command={`docker login ${registryHost} --username ${account?.name ?? ''}`} />
      <Button onClick={onClose}>I have copied it</Button>
    </Stack>
  )
}

interface LimitSelectProps {
  readonly value: string
  readonly onChange: (limit: string) => void
  readonly error: string | undefined
}

/** One product or one plan of it, for a machine that needs nothing else (STO-071). */
function LimitSelect({ value, onChange, error }: LimitSelectProps) {
  const limits = useTokenLimits()
  if (limits.length === 0) return null
  const groups = limits.map(({ product, plans }) => ({
    group: product.name,
    items: [
      { value: product.id, label: `${product.name}, every plan` },
      ...plans.map(({ id, name }) => ({ value: id, label: `${product.name}, only ${name}` })),
    ],
  }))
  return (
    <Select
      label="Good for"
      description="A build server or a host needs one product. Then nothing else of yours is lost with its token."
      data={[{ group: 'No limit', items: [{ value: everything, label: 'Everything you may pull' }] }, ...groups]}
      value={value}
      allowDeselect={false}
      searchable={limits.length > 5}
      onChange={(limit) => onChange(limit ?? everything)}
      error={error}
    />
  )
}
