import { lookup } from 'node:dns/promises'
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { performance } from 'node:perf_hooks'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import { isPrivateAddress } from './private-addresses.ts'
import { keptOfAnswer, type WebhookRequest, type WebhookSender } from './webhook-sender.ts'

interface Found {
  readonly address: string
  readonly family: number
}

/** What the operator allows, and limits that tests shorten. */
export interface HttpWebhookSender {
  /** Also to addresses of the own machine and network. */
  readonly privateTargets: boolean
  /** Also without TLS. */
  readonly plainHttp: boolean
  /** Milliseconds until the connection stands. Default 5,000. */
  readonly connectTimeout?: number
  /** Milliseconds for everything, name lookup to answer. Default 10,000. */
  readonly totalTimeout?: number
  /** Bytes of an answer that are read before the connection is closed. Default 65,536. */
  readonly mostAnswer?: number
  /** The name service. */
  readonly resolve?: (host: string) => Promise<readonly Found[]>
}

type Limits = Required<Pick<HttpWebhookSender, 'connectTimeout' | 'totalTimeout' | 'mostAnswer'>>

/** Why there was no answer, in words. */
class NotSent extends Error {}

/** Sends over HTTP, one connection for each request, pinned to the address that was looked up and judged. */
export function openHttpWebhookSender(options: HttpWebhookSender): WebhookSender {
  const { connectTimeout = 5000, totalTimeout = 10_000, mostAnswer = 65_536 } = options
  const limits = { connectTimeout, totalTimeout, mostAnswer }
  const resolve = options.resolve ?? ((host) => lookup(host, { all: true, verbatim: true }))
  return {
    refusal: (address) => refusalOf(address, options),
    async send(request) {
      assertOutsideTransaction('A webhook')
      const started = performance.now()
      const duration = () => Math.round(performance.now() - started)
      try {
        const refused = refusalOf(request.address, options)
        if (refused !== undefined) throw new NotSent(refused)
        const url = new URL(request.address)
        const found = await inTime(resolveHost(url, resolve), limits.totalTimeout)
        if (!options.privateTargets && found.some(({ address }) => isPrivateAddress(address))) {
          throw new NotSent(`${url.hostname} leads to a private address, which this store does not send to.`)
        }
        const answer = await post(url, request, found, { ...limits, totalTimeout: totalTimeout - duration() })
        return { kind: 'answered', ...answer, durationMs: duration() }
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error), durationMs: duration() }
      }
    },
  }
}

function refusalOf(address: string, allowed: Pick<HttpWebhookSender, 'privateTargets' | 'plainHttp'>) {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return 'This is not a web address. It begins with https:// and names a host.'
  }
  if (url.protocol === 'http:' && !allowed.plainHttp) return 'The address must begin with https://.'
  if (url.username !== '' || url.password !== '') {
    return 'The address must not hold a user name or password. Check the signature instead.'
  }
  const host = hostOf(url)
  const own = isIP(host) === 0 ? /(^|\.)localhost\.?$/i.test(host) : isPrivateAddress(host)
  return own && !allowed.privateTargets ? 'The address is a private one, which this store does not send to.' : undefined
}

/** The host without the brackets of an IPv6 address. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

async function resolveHost(url: URL, resolve: NonNullable<HttpWebhookSender['resolve']>): Promise<readonly Found[]> {
  const host = hostOf(url)
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  const found = await resolve(host).catch(() => [])
  if (found.length === 0) throw new NotSent(`The name ${host} could not be looked up.`)
  return found
}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotSent(noAnswer(ms))), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const noAnswer = (ms: number): string => `There was no answer within ${Math.ceil(ms / 1000)} s.`

/** What was judged is what is connected to: asking the name service again could bring another address. */
function pinned(found: readonly Found[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = found
    if (options.all) callback(null, [...found])
    else callback(null, first?.address ?? '', first?.family)
  }
}

function post(url: URL, sent: WebhookRequest, found: readonly Found[], limits: Limits) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...sent.headers, 'content-length': Buffer.byteLength(sent.body) },
      agent: false,
      lookup: pinned(found),
    }
    const secure = url.protocol === 'https:'
    const request = secure ? httpsRequest(url, options) : httpRequest(url, options)
    const total = setTimeout(
      () => request.destroy(new NotSent(noAnswer(limits.totalTimeout))),
      Math.max(1, limits.totalTimeout),
    )
    limitConnecting(request, secure ? 'secureConnect' : 'connect', limits.connectTimeout)
    let answered = false
    // Once the status is there, a break changes nothing any more.
    request.on('error', (error) => answered || reject(error))
    request.on('close', () => clearTimeout(total))
    request.on('response', (response) => {
      answered = true
      void readSome(response, limits.mostAnswer).then((body) => {
        resolve({ status: response.statusCode ?? 0, body })
        request.destroy()
      })
    })
    request.end(sent.body)
  })
}

function limitConnecting(request: ClientRequest, connected: 'connect' | 'secureConnect', ms: number): void {
  const timer = setTimeout(
    () => request.destroy(new NotSent(`No connection came about within ${Math.ceil(ms / 1000)} s.`)),
    ms,
  )
  request.on('socket', (socket) => socket.once(connected, () => clearTimeout(timer)))
  request.on('close', () => clearTimeout(timer))
}

/** The beginning of the answer. One that breaks off or does not end in time has been an answer all the same. */
async function readSome(response: IncomingMessage, most: number): Promise<string> {
  const kept: Buffer[] = []
  let read = 0
  try {
    for await (const chunk of response) {
      if (read < keptOfAnswer) kept.push(chunk as Buffer)
      read += (chunk as Buffer).byteLength
      if (read >= most) break
    }
  } catch {
    // The status has arrived, and that is what counts.
  }
  const text = Buffer.concat(kept).subarray(0, keptOfAnswer).toString('utf8')
  // Zero bytes are text to JavaScript and none to PostgreSQL.
  return text.replaceAll('\u0000', '')
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The other side closed the connection without an answer.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network of the host cannot be reached.',
  EPIPE: 'The other side closed the connection without an answer.',
  CERT_HAS_EXPIRED: 'The certificate of the other side has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the other side is signed by itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate of the other side is not signed by a known authority.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the other side is not signed by a known authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the other side is for another name.',
}

function reasonOf(error: unknown): string {
  if (error instanceof NotSent) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return words[code ?? ''] ?? `The request failed: ${message}.`
}
