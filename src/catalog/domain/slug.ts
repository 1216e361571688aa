const longest = 60

/** Words that stand behind /listings/ for something else. */
const reserved: readonly string[] = ['suggest']

/** The part of an address that a name becomes: "Tide Pool 2" → "tide-pool-2". Never empty, at most 60 characters. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  const slug = plain.slice(0, longest).replace(/^-+|-+$/g, '')
  return slug || 'product'
}

/** The first of slug, slug-2, slug-3 … that is neither taken nor reserved. */
export function freeSlug(slug: string, isTaken: (slug: string) => boolean): string {
  let candidate = slug
  for (let n = 2; reserved.includes(candidate) || isTaken(candidate); n++) candidate = `${slug}-${n}`
  return candidate
}
