import { Text } from '@mantine/core'
import type { SubmittedImageView } from '../api/review-views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { formatBytes, formatPlatforms, shortDigest } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { ScanBar } from './scan-bar.tsx'

/** The frozen images of a submission, each with its scan. */
export function SubmittedImages({ images }: { readonly images: readonly SubmittedImageView[] }) {
  return (
    <DataTable
      label="Images"
      rows={images}
      rowKey={({ repository, tag }) => `${repository}:${tag}`}
      columns={[
        {
          title: 'Image',
          cell: ({ repository, tag, digest }) => (
            <>
              <TextLink to="/scan" search={{ repository, reference: digest }} fw={600}>
                {repository}:{tag}
              </TextLink>
              <Text size="xs" c="dimmed" ff="monospace">
                {shortDigest(digest)}
              </Text>
            </>
          ),
        },
        { title: 'Platforms', cell: ({ platforms }) => formatPlatforms(platforms) || 'Not stated' },
        { title: 'Size', cell: ({ size }) => formatBytes(size), align: 'right' },
        { title: 'Scan', cell: ({ scan }) => <ScanBar scan={scan} /> },
      ]}
    />
  )
}
