import { PackageURL } from 'packageurl-js'
import type { Component } from '../merge/image-components.ts'

/** The package URL of what a distribution package was built from; undefined for other packages. */
export function sourcePurl({ purl, source }: Pick<Component, 'purl' | 'source'>): string | undefined {
  if (source === undefined) return undefined
  const { type, namespace, qualifiers } = PackageURL.fromString(purl)
  const distro = qualifiers?.distro
  const named = { arch: type === 'rpm' ? 'src' : 'source', ...(distro !== undefined && { distro }) }
  return new PackageURL(type, namespace, source.name, source.version, named, undefined).toString()
}
