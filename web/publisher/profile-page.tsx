import { Button, FileButton, Group, Image, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import type { PublisherView } from '../api/review-views.ts'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'
import { usePublisher } from './portal.ts'

/** The company's profile: entered once, shown on every product (STO-032). */
export function ProfilePage() {
  const publisher = usePublisher()
  if (!publisher) return <RowSkeletons />
  return <ProfileForm key={publisher.id} publisher={publisher} />
}

function ProfileForm({ publisher }: { readonly publisher: PublisherView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const { logoUrl, ...profile } = publisher.profile
  const form = useApiForm(profile, async (values) => {
    await api.put(`/publishers/${publisher.id}/profile`, values)
    toastDone('The profile is saved.')
    await queryClient.invalidateQueries({ queryKey: ['my-publishers'] })
  })
  const missing = (field: string) =>
    form.errorOf(field) ?? publisher.profileProblems.find((problem) => problem.field === field)?.message
  const text = (field: keyof typeof profile) => ({ ...form.text(field), error: missing(field) })
  return (
    <>
      <PageHeader title="Profile" lead="Customers see this on your page and beside every product." />
      <Logo publisherId={publisher.id} url={logoUrl} problem={missing('logo')} />
      <form onSubmit={form.onSubmit}>
        <Stack maw="40rem">
          <FormProblem problem={form.problem} />
          <TextInput label="Legal name" {...text('legalName')} />
          <TextInput label="Company website" type="url" {...text('website')} />
          <TextInput label="Phone" type="tel" {...text('phone')} />
          <TextInput label="Company e-mail" type="email" {...text('email')} />
          <TextInput label="Short description" {...text('shortDescription')} />
          <Textarea label="Your story" description="Markdown" autosize minRows={5} {...text('story')} />
          <Button type="submit" loading={form.busy} style={{ alignSelf: 'flex-start' }}>
            Save
          </Button>
        </Stack>
      </form>
    </>
  )
}

interface LogoProps {
  readonly publisherId: string
  readonly url: string | null
  readonly problem: string | undefined
}

function Logo({ publisherId, url, problem }: LogoProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const upload = async (file: File | null) => {
    if (!file) return
    setBusy(true)
    try {
      await api.upload('PUT', `/publishers/${publisherId}/logo`, file)
      toastDone('The logo is saved.')
      await queryClient.invalidateQueries({ queryKey: ['my-publishers'] })
    } catch (error) {
      toastProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Group mb="lg">
      {url && <Image src={url} alt="Your logo" w={88} h={88} radius="md" />}
      <div>
        <FileButton onChange={(file) => void upload(file)} accept="image/png,image/jpeg,image/webp">
          {(props) => (
            <Button variant="default" loading={busy} {...props}>
              {url ? 'Replace the logo' : 'Upload a logo'}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c={problem ? 'var(--mantine-color-error)' : 'dimmed'} mt={4}>
          {problem ?? 'Square PNG, JPEG or WebP, at least 512 × 512 pixels.'}
        </Text>
      </div>
    </Group>
  )
}
