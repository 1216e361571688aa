import { PackageURL } from 'packageurl-js'
import type { Component } from '../merge/image-components.ts'
import { readPurl } from '../purl.ts'

/** The package URL of what a distribution package was built from; undefined for other packages. */
export function sourcePurl({ purl, source }: Pick<Component, 'purl' | 'source'>): string | undefined {
  const read = readPurl(purl)
  if (source === undefined || read === undefined) return undefined
  const { type, namespace, qualifiers } = read
  const distro = qualifiers?.distro
  const named = { arch: type === 'rpm' ? 'src' : 'source', ...(distro !== undefined && { distro }) }
  return new PackageURL(type, namespace, source.name, source.version, named, undefined).toString()
}
