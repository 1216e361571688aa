/** What a publisher says of a vulnerability in a product (VEX-1). */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation'

/** What a statement is about: an image or a component, and perhaps only some components of it. */
export interface VexProduct {
  /** Package URLs and digests (`sha256:…`), any of which names it. */
  readonly names: readonly string[]
  /** Components within it, as package URLs; none: the product itself. */
  readonly components: readonly string[]
}

/** One statement of a document, whichever format it came in. */
export interface VexStatement {
  /** CVE or other name of the vulnerability. */
  readonly vulnerability: string
  readonly aliases: readonly string[]
  readonly products: readonly VexProduct[]
  readonly status: VexStatus
  /** Why it is not affected, in the words of the format; always there for `not_affected`. */
  readonly justification?: string
  /** What else is said: impact, or what to do. Plain text of at most 2,000 characters. */
  readonly text?: string
  /** When it was made; of two that contradict each other the later one counts (VEX-2). UTC. */
  readonly at?: Date
}

/** A document as far as it could be understood. */
export interface VexDocument {
  readonly format: 'openvex' | 'csaf' | 'cyclonedx'
  readonly id?: string
  readonly author?: string
  readonly statements: readonly VexStatement[]
  /** Statements that were left out, each with the reason. */
  readonly rejected: readonly string[]
}

/** Most statements that are read of one document; the rest is rejected. */
export const mostStatements = 10_000

/** A statement, or why it is none. */
export type ReadStatement = VexStatement | { readonly rejected: string }

/** Checks what all formats ask for: a vulnerability, a product, and a justification where nothing shall be affected. */
export function checked(statement: VexStatement): ReadStatement {
  const { vulnerability, products, status, justification } = statement
  if (vulnerability === '') return { rejected: 'A statement names no vulnerability.' }
  if (products.length === 0) return { rejected: `The statement on ${vulnerability} names no product.` }
  if (status === 'not_affected' && justification === undefined) {
    return { rejected: `The statement on ${vulnerability} says "not affected" without a justification. Add one.` }
  }
  return statement
}

/** The document of what was read, in bounds. */
export function documentOf(
  head: Pick<VexDocument, 'format' | 'id' | 'author'>,
  read: readonly ReadStatement[],
): VexDocument {
  const taken = read.slice(0, mostStatements)
  const rejected = taken.flatMap((one) => ('rejected' in one ? one.rejected : []))
  if (read.length > mostStatements)
    rejected.push(`Only the first ${mostStatements} of ${read.length} statements were read.`)
  return { ...head, statements: taken.filter((one) => !('rejected' in one)) as VexStatement[], rejected }
}
