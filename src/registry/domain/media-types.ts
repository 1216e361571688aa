/** Media types of manifests that the registry understands; all others are kept byte for byte, unread. */
export const ociImage = 'application/vnd.oci.image.manifest.v1+json'
export const ociIndex = 'application/vnd.oci.image.index.v1+json'
export const dockerImage = 'application/vnd.docker.distribution.manifest.v2+json'
export const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const pluginConfig = 'application/vnd.docker.plugin.v1+json'

const schema1 = new Set([
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
])

/** Layers that are fetched from elsewhere and need not be here. */
export const foreignLayerTypes: readonly string[] = [
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
]
const foreignLayers = new Set(foreignLayerTypes)

export type ManifestKind = 'image' | 'index' | 'other'

/** What a manifest of this media type holds. */
export function manifestKind(mediaType: string): ManifestKind {
  if (mediaType === ociImage || mediaType === dockerImage) return 'image'
  if (mediaType === ociIndex || mediaType === dockerList) return 'index'
  return 'other'
}

export const isSchema1 = (mediaType: string): boolean => schema1.has(mediaType)
export const isForeignLayer = (mediaType: string): boolean => foreignLayers.has(mediaType)

/** A content type without its parameters, in lower case. */
export function bareMediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
