import { Anchor, Button, Group, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { TermsView } from '../api/views.ts'
import { MarkdownView } from '../ui/markdown-view.tsx'
import classes from './terms-box.module.css'

/** The publisher's agreement, to be read in place or downloaded before it is accepted (STO-133). */
export function TermsBox({ terms, plan, product }: { terms: TermsView; plan: string; product: string }) {
  if (terms.kind === 'link') {
    return (
      <Text>
        Read the agreement at{' '}
        <Anchor href={terms.url ?? '#'} target="_blank" rel="noreferrer nofollow">
          {terms.url}
        </Anchor>{' '}
        before you accept it.
      </Text>
    )
  }
  const html = terms.html ?? ''
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be focusable */}
      <section className={classes.scroll} tabIndex={0} aria-label={`Agreement for ${product}, ${plan}`}>
        <MarkdownView html={html} />
      </section>
      <Group justify="space-between" mt="xs">
        <Text size="sm" c="dimmed">
          Version {terms.version}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDownload size={16} />}
          onClick={() => download(`${product} ${plan} agreement.html`, html)}
        >
          Download
        </Button>
      </Group>
    </div>
  )
}

function download(name: string, html: string): void {
  const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name })
  anchor.click()
  URL.revokeObjectURL(url)
}
