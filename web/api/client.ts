import { ApiProblem, type Problem } from './problem.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query below /api/v1. */
  readonly path: string
  /** JSON text, or bytes with their media type. */
  readonly body?: string | Blob
  readonly contentType?: string
}

export interface ApiAnswer {
  readonly status: number
  /** Parsed JSON; undefined when the answer has no body. */
  readonly body: unknown
}

/** Carries a request to the API: `fetch` in the browser, a call inside the process on the server. */
export type Transport = (request: ApiRequest) => Promise<ApiAnswer>

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>

/** The one way in which pages talk to the store. Every method throws `ApiProblem` for a refusal. */
export interface ApiClient {
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: object): Promise<T>
  put<T>(path: string, body?: object): Promise<T>
  patch<T>(path: string, body: object): Promise<T>
  delete<T = void>(path: string): Promise<T>
  /** Sends a file as the raw request body. */
  upload<T>(method: 'POST' | 'PUT', path: string, file: Blob, query?: Query): Promise<T>
}

export function apiClient(transport: Transport): ApiClient {
  const json = async <T>(method: ApiRequest['method'], path: string, body?: object): Promise<T> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' }
    return answerOf<T>(await transport({ method, path, ...sent }))
  }
  return {
    get: (path, query) => json('GET', withQuery(path, query)),
    // Fastify refuses an empty body that is announced as JSON; an empty object says "no details".
    post: (path, body) => json('POST', path, body ?? {}),
    put: (path, body) => json('PUT', path, body ?? {}),
    patch: (path, body) => json('PATCH', path, body),
    delete: (path) => json('DELETE', path),
    upload: async (method, path, file, query) =>
      answerOf(
        await transport({
          method,
          path: withQuery(path, query),
          body: file,
          contentType: file.type || 'application/octet-stream',
        }),
      ),
  }
}

/** The transport of the browser: same origin, session cookie sent along. */
export const browserTransport: Transport = async ({ method, path, body, contentType }) => {
  const response = await fetch(`/api/v1${path}`, {
    method,
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...(contentType ? { 'content-type': contentType } : {}) },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, body: parseJson(text) }
}

function answerOf<T>(answer: ApiAnswer): T {
  if (answer.status < 400) return answer.body as T
  throw new ApiProblem(asProblem(answer))
}

function asProblem({ status, body }: ApiAnswer): Problem {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
  return {
    title: 'The store could not do that',
    code: 'web.unreadable_answer',
    ...sent,
    status,
    detail: sent.detail ?? 'The store gave no reason. Try again in a moment.',
  }
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function withQuery(path: string, query: Query | undefined): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one))
  }
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}
