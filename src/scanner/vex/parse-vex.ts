import { parseJson } from '../analyzers/json.ts'
import { defaultLimits } from '../layers/limits.ts'
import { readCsaf } from './csaf.ts'
import { readCycloneDxVex } from './cyclonedx-vex.ts'
import { fieldsOf } from './fields.ts'
import { readOpenVex } from './openvex.ts'
import type { VexDocument } from './statement.ts'

export type ParsedVex = VexDocument | { readonly unreadable: string }

/**
 * Reads an OpenVEX, CSAF VEX or CycloneDX VEX document from a stranger (VEX-1): bounded in size and depth, never throws. Statements that
 * cannot be used are named with their reasons; a document of another kind is unreadable, with a sentence that says what is expected.
 */
export function parseVex(text: string): ParsedVex {
  if (Buffer.byteLength(text) > defaultLimits.textFileBytes) {
    return { unreadable: `The document is larger than ${defaultLimits.textFileBytes / 1024 / 1024} MiB. Split it.` }
  }
  const parsed = parseJson(text, defaultLimits.jsonDepth)
  if ('unreadable' in parsed) return { unreadable: `The document is ${parsed.unreadable}.` }
  const root = fieldsOf(parsed.value)
  if (String(root['@context']).includes('openvex')) return readOpenVex(root)
  if (root.bomFormat === 'CycloneDX') return readCycloneDxVex(root)
  if (fieldsOf(root.document).csaf_version !== undefined) return readCsaf(root)
  return { unreadable: 'The document is neither OpenVEX, CSAF nor CycloneDX. Send one of these, as JSON.' }
}
