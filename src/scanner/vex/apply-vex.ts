import type { PackageURL } from 'packageurl-js'
import { readPurl } from '../purl.ts'
import type { VexProduct, VexStatement } from './statement.ts'

/** The image and the component that a finding is about. */
export interface VexSubject {
  /** Digests of the image: of its manifest and of the index that it came by. */
  readonly digests: readonly string[]
  /** Package URL of the component; of a distribution package that of its source, too. */
  readonly purls: readonly string[]
  /** All names of the vulnerability. */
  readonly names: readonly string[]
}

/** Statements in the order in which they came, and which of them was about anything. */
export interface AppliedVex {
  /** For each subject, in order: the statement that counts (VEX-2: the latest), if there is one. */
  readonly chosen: readonly (VexStatement | undefined)[]
  /** Statements that fit no subject: they do nothing, and whoever sent them is told (VEX-1). */
  readonly unused: readonly VexStatement[]
}

/** Finds for each subject the statement that counts. Pure; whether it takes effect is for a reviewer to say (VEX-2). */
export function applyVex(subjects: readonly VexSubject[], statements: readonly VexStatement[]): AppliedVex {
  const used = new Set<VexStatement>()
  const chosen = subjects.map((subject) => {
    const fitting = statements.filter((statement) => isAbout(statement, subject))
    for (const statement of fitting) used.add(statement)
    return fitting.reduce<VexStatement | undefined>((latest, one) => (isLater(one, latest) ? one : latest), undefined)
  })
  return { chosen, unused: statements.filter((statement) => !used.has(statement)) }
}

/** Without a date a statement is older than all that have one; of two at the same moment the one that came later counts. */
function isLater(one: VexStatement, other: VexStatement | undefined): boolean {
  return other === undefined || (one.at?.getTime() ?? 0) >= (other.at?.getTime() ?? 0)
}

function isAbout({ vulnerability, aliases, products }: VexStatement, subject: VexSubject): boolean {
  const names = new Set(subject.names)
  if (![vulnerability, ...aliases].some((name) => names.has(name))) return false
  return products.some((product) => fits(product, subject))
}

/** The image itself, or the component; with components named, the image must fit and one of them be the component. */
function fits({ names, components }: VexProduct, { digests, purls }: VexSubject): boolean {
  const isImage = names.some((name) => digests.some((digest) => name === digest || namesImage(name, digest)))
  const isComponent = (name: string) => purls.some((purl) => covers(name, purl))
  if (components.length === 0) return isImage || names.some(isComponent)
  return (isImage || names.some(isComponent)) && components.some(isComponent)
}

function namesImage(name: string, digest: string): boolean {
  const purl = readPurl(name)
  return purl !== undefined && (purl.type === 'oci' || purl.type === 'docker') && purl.version === digest
}

/** A package URL without a version covers all versions, and qualifiers that it does not name may have any value. */
function covers(stated: string, actual: string): boolean {
  if (stated === actual) return true
  const [wide, narrow] = [readPurl(stated), readPurl(actual)]
  if (!wide || !narrow) return false
  const same = (field: 'type' | 'namespace' | 'name') => (wide[field] ?? '') === (narrow[field] ?? '')
  if (!same('type') || !same('namespace') || !same('name')) return false
  if (wide.version && wide.version !== narrow.version) return false
  return qualifiersOf(wide).every(([key, value]) => narrow.qualifiers?.[key] === value)
}

const qualifiersOf = ({ qualifiers }: PackageURL): [string, string][] => Object.entries(qualifiers ?? {})
