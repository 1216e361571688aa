import { digestName, type Fields, fieldsOf, listOf, momentOf, textOf } from './fields.ts'
import {
  checked,
  documentOf,
  type ReadStatement,
  type VexDocument,
  type VexProduct,
  type VexStatus,
} from './statement.ts'

const statuses: ReadonlySet<unknown> = new Set(['not_affected', 'affected', 'fixed', 'under_investigation'])

/** OpenVEX 0.0.1 to 0.2.0. What a statement does not say itself is said by the document. */
export function readOpenVex(document: Fields): VexDocument {
  const id = textOf(document['@id'])
  const author = textOf(document.author)
  const usual = momentOf(document.last_updated) ?? momentOf(document.timestamp)
  const read = listOf(document.statements).map((entry) => statementOf(fieldsOf(entry), usual))
  return documentOf({ format: 'openvex', ...(id && { id }), ...(author && { author }) }, read)
}

function statementOf(entry: Fields, usual: Date | undefined): ReadStatement {
  const vulnerability = nameOf(entry.vulnerability)
  if (!statuses.has(entry.status)) return { rejected: `The statement on ${vulnerability} has no status that is known.` }
  const text = textOf(entry.impact_statement) ?? textOf(entry.action_statement) ?? textOf(entry.status_notes)
  // The format takes an impact statement in words where no justification of its list fits.
  const justification = textOf(entry.justification) ?? textOf(entry.impact_statement)
  const at = momentOf(entry.last_updated) ?? momentOf(entry.timestamp) ?? usual
  return checked({
    vulnerability,
    aliases: listOf(fieldsOf(entry.vulnerability).aliases).flatMap((alias) => textOf(alias) ?? []),
    products: listOf(entry.products).flatMap((product) => productOf(product) ?? []),
    status: entry.status as VexStatus,
    ...(justification !== undefined && { justification }),
    ...(text !== undefined && { text }),
    ...(at && { at }),
  })
}

/** Early documents have plain text where later ones have an object. */
function nameOf(vulnerability: unknown): string {
  const { name, '@id': id } = fieldsOf(vulnerability)
  return textOf(vulnerability) ?? textOf(name) ?? textOf(id) ?? ''
}

function productOf(product: unknown): VexProduct | undefined {
  const names = namesOf(product)
  if (names.length === 0) return undefined
  const components = listOf(fieldsOf(product).subcomponents).flatMap(namesOf)
  return { names, components }
}

function namesOf(product: unknown): string[] {
  const { '@id': id, identifiers, hashes } = fieldsOf(product)
  const digests = Object.entries(fieldsOf(hashes)).map(([algorithm, hex]) => digestName(algorithm, hex))
  const all = [textOf(product), textOf(id), textOf(fieldsOf(identifiers).purl), ...digests]
  return [...new Set(all.filter((name) => name !== undefined))]
}
