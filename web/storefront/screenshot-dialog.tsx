import { Modal } from '@mantine/core'
import { useOpenedLater } from '../ui/use-ever.ts'

/** One screenshot, large. Loaded when the first is opened. */
export function ScreenshotDialog({ name, url, close }: { name: string; url: string | undefined; close: () => void }) {
  const shown = useOpenedLater(url !== undefined)
  return (
    <Modal opened={shown} onClose={close} size="min(80rem, 96vw)" title={name}>
      {url && <img src={url} alt={`Screenshot of ${name}`} style={{ width: '100%', height: 'auto' }} />}
    </Modal>
  )
}
