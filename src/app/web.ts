import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { StoreSettings } from '../platform/context.ts'

export interface WebOptions {
  readonly publicUrl: string
  /** Folder of the built browser files: dist/web/client. */
  readonly clientDir: string
  /** The built server half of the pages: dist/web/server/entry-server.js. */
  readonly serverEntry: string
  readonly settings: StoreSettings
}

interface BuiltFiles {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** What web/entry-server.tsx exports. */
interface PageServer {
  render(page: {
    readonly url: string
    readonly nonce: string
    readonly store: StoreSettings
    readonly filesOf: (source?: string) => BuiltFiles
    readonly transport: (call: ApiCall) => Promise<{ status: number; body: unknown }>
  }): Promise<Response>
}

/** Machines speak under these prefixes; a page is never an answer there. */
const machinePrefixes = ['/v2', '/auth', '/api', '/.well-known', '/assets', '/dev']

/** Whether the request may be answered with a page: a read, of a path that is not for machines. */
export function wantsPage(method: string, url: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const path = url.split('?', 1)[0] ?? '/'
  return !machinePrefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
}

/**
 * Serves the pages: built files under /assets/, and every other path that is not for machines through the router of
 * web/, which answers with its own status (404 page, redirect). Register it after all other routes.
 */
export async function serveWeb(app: FastifyInstance, options: WebOptions): Promise<void> {
  const filesOf = builtFiles(options.clientDir)
  const pages = (await import(pathToFileURL(resolve(options.serverEntry)).href)) as PageServer

  await app.register(fastifyStatic, {
    root: resolve(options.clientDir, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
    index: false,
    preCompressed: true,
  })
  for (const file of ['favicon.svg', 'robots.txt']) serveFile(app, options.clientDir, file)
  app.get('/favicon.ico', { schema: { hide: true } }, (_request, reply) => reply.redirect('/favicon.svg', 301))

  app.get('/*', { schema: { hide: true } }, (request, reply) =>
    wantsPage(request.method, request.url)
      ? sendPage(request, reply, { app, pages, filesOf, options })
      : reply.callNotFound(),
  )
}

interface Serving {
  readonly app: FastifyInstance
  readonly pages: PageServer
  readonly filesOf: (source?: string) => BuiltFiles
  readonly options: WebOptions
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, serving: Serving): Promise<FastifyReply> {
  const { pages, filesOf, options } = serving
  const nonce = nonceOf(reply)
  const response = await pages.render({
    url: new URL(request.url, options.publicUrl).href,
    nonce,
    filesOf,
    store: { ...options.settings, publicUrl: options.publicUrl },
    transport: apiOf(request, serving.app),
  })
  reply.code(response.status)
  const location = response.headers.get('location')
  if (location !== null) {
    return reply.code(302).header('location', withoutOrigin(location, options.publicUrl)).send()
  }
  // Pages show who is signed in, so no shared cache may keep them.
  reply.header('cache-control', 'private, no-cache')
  reply.header('content-security-policy', contentSecurityPolicy(nonce))
  return reply.type('text/html; charset=utf-8').send(await response.text())
}

/** Calls the API inside the process on behalf of the request: same cookies, same address, same language. */
function apiOf(request: FastifyRequest, app: FastifyInstance) {
  return async ({ method, path, body }: ApiCall) => {
    const forwarded = ['cookie', 'user-agent', 'x-forwarded-for', 'accept-language'] as const
    const headers: Record<string, string> = { accept: 'application/json' }
    for (const name of forwarded) {
      const value = request.headers[name]
      if (typeof value === 'string') headers[name] = value
    }
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers,
      remoteAddress: request.ip,
      ...(typeof body === 'string' ? { payload: body } : {}),
    })
    return { status: answer.statusCode, body: answer.payload === '' ? undefined : parseJson(answer.payload) }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The HTTP layer's nonce for scripts, or one of our own where it runs without. Pages use one for styles as well. */
function nonceOf(reply: FastifyReply): string {
  const made = (reply as FastifyReply & { cspNonce?: { script?: string } }).cspNonce?.script
  return made ?? randomBytes(16).toString('base64')
}

/**
 * Everything from this store only; scripts and style elements need the nonce (STK-15). Style attributes stay allowed:
 * the component library writes sizes and colours there, and an attribute cannot load or run anything.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

function withoutOrigin(location: string, publicUrl: string): string {
  return location.startsWith(`${publicUrl}/`) ? location.slice(publicUrl.length) : location
}

function serveFile(app: FastifyInstance, clientDir: string, file: string): void {
  const path = join(clientDir, file)
  if (!existsSync(path)) return
  const content = readFileSync(path)
  const type = file.endsWith('.svg') ? 'image/svg+xml' : 'text/plain; charset=utf-8'
  app.get(`/${file}`, { schema: { hide: true } }, (_request, reply) =>
    reply.type(type).header('cache-control', 'public, max-age=3600').send(content),
  )
}

interface ManifestChunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

/** Reads Vite's manifest once; answers which files belong to the entry or to a lazily loaded page. */
function builtFiles(clientDir: string): (source?: string) => BuiltFiles {
  const text = readFileSync(join(clientDir, '.vite/manifest.json'), 'utf8')
  const manifest = JSON.parse(text) as Readonly<Record<string, ManifestChunk>>
  const entry = Object.keys(manifest).find((source) => manifest[source]?.isEntry)
  if (entry === undefined) throw new Error(`No entry script in the manifest of ${clientDir}. Build the pages again.`)
  const known = new Map<string, BuiltFiles>()
  return (source = entry) => {
    const found = known.get(source) ?? filesBehind(manifest, source)
    known.set(source, found)
    return found
  }
}

/** The file built from a source, then everything it imports, without repetition. */
function filesBehind(manifest: Readonly<Record<string, ManifestChunk>>, source: string): BuiltFiles {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const visit = (name: string) => {
    const chunk = manifest[name]
    if (chunk === undefined || scripts.has(`/${chunk.file}`)) return
    scripts.add(`/${chunk.file}`)
    for (const file of chunk.css ?? []) styles.add(`/${file}`)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  visit(source)
  return { scripts: [...scripts], styles: [...styles] }
}
