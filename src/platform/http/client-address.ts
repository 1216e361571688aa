import type { IncomingMessage } from 'node:http'
import proxyAddress from '@fastify/proxy-addr'

/** Where a request comes from: the peer, or what trusted proxies say about it. */
export type AddressOf = (request: IncomingMessage) => string

/** `trustProxy` as in the settings: whose X-Forwarded-For is believed. The same rule as the server's own `request.ip`. */
export function addressReader(trustProxy: boolean | string): AddressOf {
  if (trustProxy === false || trustProxy === '') return (request) => request.socket.remoteAddress ?? ''
  const isTrusted =
    trustProxy === true ? () => true : proxyAddress.compile(trustProxy.split(',').map((address) => address.trim()))
  return (request) => proxyAddress(request, isTrusted)
}
