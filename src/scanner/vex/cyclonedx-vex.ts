import { digestName, type Fields, fieldsOf, listOf, momentOf, textOf } from './fields.ts'
import {
  checked,
  documentOf,
  type ReadStatement,
  type VexDocument,
  type VexProduct,
  type VexStatus,
} from './statement.ts'

const statuses: Readonly<Record<string, VexStatus>> = {
  not_affected: 'not_affected',
  false_positive: 'not_affected',
  exploitable: 'affected',
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  in_triage: 'under_investigation',
}

/** Components within each other; deeper ones are not read. */
const deepest = 30

/** CycloneDX 1.4 to 1.6 with `vulnerabilities`, as a document of its own or within an SBOM. */
export function readCycloneDxVex(root: Fields): VexDocument {
  const metadata = fieldsOf(root.metadata)
  const products = new Map<string, VexProduct>()
  addComponents(products, [metadata.component, ...listOf(root.components)], 0)
  const id = textOf(root.serialNumber)
  const author = textOf(fieldsOf(metadata.supplier).name) ?? textOf(fieldsOf(listOf(metadata.authors)[0]).name)
  const usual = momentOf(metadata.timestamp)
  const read = listOf(root.vulnerabilities).flatMap((entry) => statementOf(fieldsOf(entry), products, usual) ?? [])
  return documentOf({ format: 'cyclonedx', ...(id && { id }), ...(author && { author }) }, read)
}

/** Undefined for a vulnerability that was only found and not analysed. */
function statementOf(
  entry: Fields,
  products: ReadonlyMap<string, VexProduct>,
  usual: Date | undefined,
): ReadStatement | undefined {
  if (entry.analysis === undefined) return undefined
  const analysis = fieldsOf(entry.analysis)
  const vulnerability = textOf(entry.id) ?? ''
  const state = String(analysis.state)
  const status = Object.hasOwn(statuses, state) ? statuses[state] : undefined
  if (status === undefined) return { rejected: `The analysis of ${vulnerability} has no state that is known.` }
  const text = textOf(analysis.detail)
  const justification = textOf(analysis.justification) ?? text
  const at = momentOf(analysis.lastUpdated) ?? momentOf(entry.updated) ?? usual
  return checked({
    vulnerability,
    aliases: listOf(entry.references).flatMap((reference) => textOf(fieldsOf(reference).id) ?? []),
    products: listOf(entry.affects).flatMap((affected) => productOf(fieldsOf(affected).ref, products) ?? []),
    status,
    ...(justification !== undefined && { justification }),
    ...(text !== undefined && { text }),
    ...(at && { at }),
  })
}

/** A reference within the document, into another BOM (`urn:cdx:serial/version#ref`), or a package URL. */
function productOf(ref: unknown, products: ReadonlyMap<string, VexProduct>): VexProduct | undefined {
  const text = textOf(ref)
  if (text === undefined) return undefined
  const known = products.get(text)
  if (known) return known
  const within = text.startsWith('urn:cdx:') ? text.slice(text.indexOf('#') + 1) : text
  const name = products.get(within)
  return name ?? { names: [decoded(within)], components: [] }
}

function decoded(text: string): string {
  if (text.startsWith('pkg:')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function addComponents(products: Map<string, VexProduct>, components: readonly unknown[], depth: number): void {
  if (depth > deepest) return
  for (const component of components.map(fieldsOf)) {
    const ref = textOf(component['bom-ref'])
    const digests = listOf(component.hashes).map((hash) => digestName(fieldsOf(hash).alg, fieldsOf(hash).content))
    const names = [textOf(component.purl), ...digests].filter((name) => name !== undefined)
    if (ref !== undefined && names.length > 0) products.set(ref, { names, components: [] })
    addComponents(products, listOf(component.components), depth + 1)
  }
}
