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
  known_not_affected: 'not_affected',
  known_affected: 'affected',
  first_affected: 'affected',
  last_affected: 'affected',
  fixed: 'fixed',
  first_fixed: 'fixed',
  under_investigation: 'under_investigation',
}

/** Branches of a product tree within each other; deeper ones are not read. */
const deepest = 30

/** CSAF 2.0 and 2.1 of the profile VEX; other profiles say the same of the products that they list. */
export function readCsaf(root: Fields): VexDocument {
  const { tracking, publisher } = fieldsOf(root.document)
  const id = textOf(fieldsOf(tracking).id)
  const author = textOf(fieldsOf(publisher).name)
  const at = momentOf(fieldsOf(tracking).current_release_date) ?? momentOf(fieldsOf(tracking).initial_release_date)
  const products = productsOf(fieldsOf(root.product_tree))
  const read = listOf(root.vulnerabilities).flatMap((entry) => statementsOf(fieldsOf(entry), products, at))
  return documentOf({ format: 'csaf', ...(id && { id }), ...(author && { author }) }, read)
}

function statementsOf(entry: Fields, products: ReadonlyMap<string, VexProduct>, at: Date | undefined): ReadStatement[] {
  const ids = listOf(entry.ids).flatMap((id) => textOf(fieldsOf(id).text) ?? [])
  const vulnerability = textOf(entry.cve) ?? ids[0] ?? ''
  const aliases = ids.filter((id) => id !== vulnerability)
  return Object.entries(fieldsOf(entry.product_status)).flatMap(([stated, listed]) => {
    const status = Object.hasOwn(statuses, stated) ? statuses[stated] : undefined
    if (status === undefined) return []
    // Each product may have a justification of its own.
    return listOf(listed).map((id) => {
      const product = products.get(String(id))
      const justification =
        saidOf(entry, String(id), 'flags', 'label') ?? saidOf(entry, String(id), 'threats', 'details')
      const text =
        saidOf(entry, String(id), 'threats', 'details') ?? saidOf(entry, String(id), 'remediations', 'details')
      return checked({
        vulnerability,
        aliases,
        products: product ? [product] : [],
        status,
        ...(justification !== undefined && { justification }),
        ...(text !== undefined && { text }),
        ...(at && { at }),
      })
    })
  })
}

/** What a list of the vulnerability says of one product: a flag, a threat, a remediation. */
function saidOf(entry: Fields, productId: string, list: string, field: string): string | undefined {
  const found = listOf(entry[list])
    .map(fieldsOf)
    .find((said) => listOf(said.product_ids).includes(productId))
  return found && textOf(found[field])
}

function productsOf(tree: Fields): ReadonlyMap<string, VexProduct> {
  const products = new Map<string, VexProduct>()
  for (const product of listOf(tree.full_product_names)) addProduct(products, fieldsOf(product))
  addBranches(products, tree.branches, 0)
  for (const relation of listOf(tree.relationships)) addRelation(products, fieldsOf(relation))
  return products
}

function addBranches(products: Map<string, VexProduct>, branches: unknown, depth: number): void {
  if (depth > deepest) return
  for (const branch of listOf(branches).map(fieldsOf)) {
    if (branch.product !== undefined) addProduct(products, fieldsOf(branch.product))
    addBranches(products, branch.branches, depth + 1)
  }
}

function addProduct(products: Map<string, VexProduct>, product: Fields): void {
  const id = textOf(product.product_id)
  if (id === undefined) return
  const { purl, purls, hashes } = fieldsOf(product.product_identification_helper)
  const digests = listOf(hashes)
    .flatMap((hash) => listOf(fieldsOf(hash).file_hashes))
    .map((hash) => digestName(fieldsOf(hash).algorithm, fieldsOf(hash).value))
  const names = [purl, ...listOf(purls)].map(textOf)
  products.set(id, { names: [...names, ...digests].filter((name) => name !== undefined), components: [] })
}

/** "This component as part of that product" is a product of its own with an id of its own. */
function addRelation(products: Map<string, VexProduct>, relation: Fields): void {
  const id = textOf(fieldsOf(relation.full_product_name).product_id)
  const component = products.get(String(relation.product_reference))
  const whole = products.get(String(relation.relates_to_product_reference))
  if (id === undefined || !component || !whole) return
  // Without a name of the whole, the component alone says what is meant.
  products.set(id, whole.names.length > 0 ? { names: whole.names, components: component.names } : component)
}
