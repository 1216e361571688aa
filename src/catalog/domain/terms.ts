import { createHash } from 'node:crypto'
import type { ManifestLicence } from './manifest.ts'

/** Names exactly these terms: the same text or address has the same hash, any change another (STO-071). */
export function termsHash(licence: ManifestLicence): string {
  const body = licence.kind === 'link' ? licence.url : licence.text
  return `sha256:${createHash('sha256').update(`${licence.kind}\n${body}`, 'utf8').digest('hex')}`
}
