import type { ContentType } from './manifest.ts'

/** Path of the public page (STO-130). */
export function pathOf(type: ContentType, slug: string): string {
  return type === 'plugin' ? `/plugins/${slug}` : `/images/${slug}`
}

/** Address of an uploaded picture. */
export function mediaUrl(mediaId: string): string {
  return `/api/v1/media/${mediaId}`
}

/** What a customer types to get a published image (STO-134). */
export function pullCommand(registryHost: string, type: ContentType, repository: string, tag: string): string {
  const verb = type === 'plugin' ? 'docker plugin install' : 'docker pull'
  return `${verb} ${registryHost}/${repository}:${tag}`
}
