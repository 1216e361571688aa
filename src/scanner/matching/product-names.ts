/** Names under which advisories about upstream programs are published, by the product that was recognised (MAT-9). */
const bitnamiNames: Readonly<Record<string, string>> = {
  node: 'node',
}

/** The name in the Bitnami feed for a recognised program; undefined when there is none. */
export function bitnamiNameOf(product: string): string | undefined {
  return Object.hasOwn(bitnamiNames, product) ? bitnamiNames[product] : undefined
}
