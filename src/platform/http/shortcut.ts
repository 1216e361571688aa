import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FastifyHttpOptions } from 'fastify'
import { type AddressOf, addressReader } from './client-address.ts'

/**
 * Takes a request before the server's routes, hooks and parsers see it, and says so; false: the usual way takes it.
 * For answers that are at hand and are given thousands of times a second. Whoever took a request and cannot answer it after all,
 * and has neither read its body nor begun the answer, sends it the usual way.
 */
export type Shortcut = (
  request: IncomingMessage,
  response: ServerResponse,
  addressOf: AddressOf,
  usualWay: () => void,
) => boolean

/** How long the server waits for a client, in milliseconds. */
export interface Patience {
  /** From the first byte of a request to the end of its headers. */
  readonly headers: number
  /** Without a byte in either direction: a body that stops coming, an answer that nobody reads. */
  readonly silence: number
}

/** Enough for a bad line and for work that takes minutes; too little for those who only want to occupy a connection. */
const usualPatience: Patience = { headers: 60_000, silence: 600_000 }
/** How often the server looks for headers that are late. */
const longestCheck = 30_000

/** What the server needs besides its handler. */
export interface ServerWithShortcuts {
  readonly shortcuts: readonly Shortcut[]
  readonly trustProxy: boolean | string
  readonly patience?: Patience | undefined
  /** Hears of a shortcut that threw. */
  readonly onFailure: (error: unknown) => void
}

/** Makes servers that try the shortcuts first. One that fails leaves its request to the usual way, as nobody above it could answer. */
export function serverWithShortcuts(
  options: ServerWithShortcuts,
): NonNullable<FastifyHttpOptions<Server>['serverFactory']> {
  const { shortcuts, trustProxy, onFailure, patience = usualPatience } = options
  const addressOf = addressReader(trustProxy)
  const isAnswered = (request: IncomingMessage, response: ServerResponse, usualWay: () => void): boolean => {
    try {
      return shortcuts.some((shortcut) => shortcut(request, response, addressOf, usualWay))
    } catch (error) {
      onFailure(error)
      if (response.headersSent) response.destroy()
      return response.headersSent
    }
  }
  return (handler) => {
    const checks = { connectionsCheckingInterval: Math.min(patience.headers, longestCheck) }
    const server = createServer(checks, (request, response) => {
      const usualWay = () => handler(request, response)
      if (!isAnswered(request, response, usualWay)) usualWay()
    })
    // An upload may take hours, as long as bytes arrive.
    server.requestTimeout = 0
    server.headersTimeout = patience.headers
    server.timeout = patience.silence
    server.keepAliveTimeout = 72_000
    return server
  }
}
