/** A refusal of the store, as a program sees it: status, stable code and sentence. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly { field: string; message: string }[]

  constructor(status: number, body: { code?: string; detail?: string; fields?: { field: string; message: string }[] }) {
    const fields = body.fields ?? []
    super([body.detail ?? `HTTP ${status}`, ...fields.map((f) => `${f.field}: ${f.message}`)].join('\n'))
    this.name = 'Refused'
    this.status = status
    this.code = body.code ?? ''
    this.fields = fields
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One browser at the store: keeps its cookies, speaks the JSON interface under /api/v1. */
export class StoreClient {
  readonly baseUrl: string
  readonly #cookies = new Map<string, string>()

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl
  }

  /** The cookies as a request header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Calls the interface; answers the JSON body (undefined when there is none). Throws Refused. */
  async call<T = Record<string, unknown>>(method: Method, path: string, body?: unknown): Promise<T> {
    const response = await this.request(method, `/api/v1${path}`, {
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Refused(response.status, parseProblem(text))
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  get<T = Record<string, unknown>>(path: string): Promise<T> {
    return this.call('GET', path)
  }

  post<T = Record<string, unknown>>(path: string, body: unknown = {}): Promise<T> {
    return this.call('POST', path, body)
  }

  put<T = Record<string, unknown>>(path: string, body: unknown): Promise<T> {
    return this.call('PUT', path, body)
  }

  /** Sends bytes as they are, such as a logo. Throws Refused. */
  async upload<T = Record<string, unknown>>(method: Method, path: string, type: string, bytes: Uint8Array): Promise<T> {
    const response = await this.request(method, `/api/v1${path}`, {
      body: bytes as BodyInit,
      headers: { 'content-type': type },
    })
    const text = await response.text()
    if (!response.ok) throw new Refused(response.status, parseProblem(text))
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** A plain request with this browser's cookies; redirects are not followed. */
  async request(method: Method, path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.baseUrl), {
      ...init,
      method,
      redirect: 'manual',
      headers: { ...(this.#cookies.size > 0 && { cookie: this.cookie }), ...(init.headers as Record<string, string>) },
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const at = pair.indexOf('=')
    const expired = attributes.some((a) => /^\s*max-age=0$/i.test(a) || /^\s*expires=Thu, 01 Jan 1970/i.test(a))
    if (expired) this.#cookies.delete(pair.slice(0, at))
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}

function parseProblem(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string }
  } catch {
    return { detail: text }
  }
}
