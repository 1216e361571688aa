import type { DomainError } from '../errors.ts'
import { databaseLost } from './errors.ts'

/** Seconds after which a caller may try again. */
const retryAfter = 5

/** The system's names for a server that is not there, and the server's own for one that is going away or is full. */
const codes = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ENOENT',
  ],
  ...['57P01', '57P02', '57P03', '53300'],
])

/** The driver's sentences for the same; it gives them no code. */
const sentences =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/**
 * `platform.database_lost` for an error that says that the server is out of reach; undefined for any other. A commit whose
 * answer was lost may have taken place: whoever tries again must be able to bear that.
 */
export function lostConnection(error: unknown): DomainError | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (!codes.has(code) && !code.startsWith('08') && !sentences.test(error.message)) return undefined
  const lost = databaseLost({ retryAfter })
  lost.cause = error
  return lost
}
