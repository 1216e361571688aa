import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FastifyHttpOptions } from 'fastify'
import { type AddressOf, addressReader } from './client-address.ts'

/**
 * Answers a request before the server's routes, hooks and parsers see it, and says so; false: the usual way takes it.
 * For answers that are at hand and are given thousands of times a second. It must not wait for anything.
 */
export type Shortcut = (request: IncomingMessage, response: ServerResponse, addressOf: AddressOf) => boolean

/** Makes servers that try the shortcuts first. */
export function serverWithShortcuts(
  shortcuts: readonly Shortcut[],
  trustProxy: boolean | string,
): NonNullable<FastifyHttpOptions<Server>['serverFactory']> {
  const addressOf = addressReader(trustProxy)
  return (handler) => {
    const server = createServer((request, response) => {
      for (const shortcut of shortcuts) if (shortcut(request, response, addressOf)) return
      handler(request, response)
    })
    // An upload may take hours; who sends no headers is cut off by headersTimeout.
    server.requestTimeout = 0
    server.keepAliveTimeout = 72_000
    return server
  }
}
