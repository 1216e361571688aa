import { Modal } from '@mantine/core'

/** One screenshot, large. Loaded when the first is opened. */
export function ScreenshotDialog({ name, url, close }: { name: string; url: string | undefined; close: () => void }) {
  return (
    <Modal opened={url !== undefined} onClose={close} size="min(80rem, 96vw)" title={name}>
      {url && <img src={url} alt={`Screenshot of ${name}`} style={{ width: '100%', height: 'auto' }} />}
    </Modal>
  )
}
