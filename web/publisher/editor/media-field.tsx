import { ActionIcon, Button, FileButton, Group, Image, Input, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useApi } from '../../api/context.tsx'
import type { MediaView } from '../../api/publishing-views.ts'
import { toastProblem } from '../../ui/toast.tsx'

interface MediaFieldProps {
  readonly label: string
  readonly hint: string
  readonly kind: 'icon' | 'screenshot'
  readonly productId: string
  readonly ids: readonly string[]
  readonly known: readonly MediaView[]
  readonly most: number
  readonly error?: string | undefined
  readonly onChange: (ids: readonly string[]) => void
}

/** Uploads icon or screenshots; the store measures the bytes and says what does not fit. */
export function MediaField({ label, hint, kind, productId, ids, known, most, error, onChange }: MediaFieldProps) {
  const api = useApi()
  const [busy, setBusy] = useState(false)
  const [uploaded, setUploaded] = useState<readonly MediaView[]>([])
  const all = [...known, ...uploaded]
  const upload = async (file: File | null) => {
    if (!file) return
    setBusy(true)
    try {
      const media = await api.upload<MediaView>('POST', `/products/${productId}/media`, file, { kind })
      setUploaded((before) => [...before, media])
      onChange(most === 1 ? [media.id] : [...ids, media.id].slice(-most))
    } catch (problem) {
      toastProblem(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Input.Wrapper label={label} description={hint} error={error}>
      <Group my="xs" align="flex-end">
        {ids.map((id, index) => (
          <div key={id}>
            <Image
              src={all.find((media) => media.id === id)?.url ?? `/api/v1/media/${id}`}
              alt={`${label} ${index + 1}`}
              h={kind === 'icon' ? 88 : 110}
              w="auto"
              radius="md"
            />
            {most > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
                onClick={() => onChange(ids.filter((other) => other !== id))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </div>
        ))}
        <FileButton onChange={(file) => void upload(file)} accept="image/png,image/jpeg,image/webp">
          {(props) => (
            <Button variant="default" loading={busy} {...props}>
              {ids.length === 0 || most > 1 ? `Upload ${kind === 'icon' ? 'an icon' : 'a screenshot'}` : 'Replace'}
            </Button>
          )}
        </FileButton>
        {ids.length === 0 && (
          <Text size="sm" c="dimmed">
            None yet
          </Text>
        )}
      </Group>
    </Input.Wrapper>
  )
}
