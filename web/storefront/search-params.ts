/** What the address of the search page says. Unknown values are dropped, so that a stale link still works. */
export interface SearchParams {
  readonly q?: string
  readonly type?: string
  readonly category?: string
  readonly price?: 'free' | 'paid' | 'trial' | 'byol'
  readonly publisher?: string
  readonly architecture?: string
  readonly operating_system?: string
  readonly certified?: true
  readonly sort?: 'popular' | 'newest' | 'name'
  readonly page?: number
}

const prices = ['free', 'paid', 'trial', 'byol'] as const
const sorts = ['popular', 'newest', 'name'] as const

export function searchParams(raw: Record<string, unknown>): SearchParams {
  const text = (value: unknown) =>
    typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
  const page = Number(raw.page)
  const found: { [Key in keyof SearchParams]: SearchParams[Key] | undefined } = {
    q: text(raw.q),
    type: text(raw.type),
    category: text(raw.category),
    price: prices.find((one) => one === raw.price),
    publisher: text(raw.publisher),
    architecture: text(raw.architecture),
    operating_system: text(raw.operating_system),
    certified: raw.certified === true || raw.certified === 'true' ? true : undefined,
    sort: sorts.find((one) => one === raw.sort),
    page: Number.isInteger(page) && page > 1 ? page : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** The same choices as the API's query. */
export function listingsQuery(params: SearchParams) {
  return { ...params, sort: params.sort ?? 'popular', page: params.page ?? 1, pageSize: 24 }
}
