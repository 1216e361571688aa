import { createHmac } from 'node:crypto'
import { seconds } from '../clock.ts'

/** What signs. After a rotation the old secret signs too for a while, so that receivers can follow. */
export interface SigningSecrets {
  readonly secret: string
  readonly old?: { readonly secret: string; readonly until: Date }
}

/**
 * Proof that the body is ours. `X-Hub-Signature-256` is the widely known form over the body alone;
 * `Chandlery-Signature` covers the time too, so that a recorded request is of no use later, and holds a second `v1`
 * while an old secret is still good.
 */
export function signatureHeaders(secrets: SigningSecrets, body: string, now: Date): Readonly<Record<string, string>> {
  const timestamp = Math.floor(now.getTime() / seconds(1))
  const { secret, old } = secrets
  const good = old && old.until > now ? [secret, old.secret] : [secret]
  const signed = good.map((one) => `v1=${hmac(one, `${timestamp}.${body}`)}`)
  return {
    'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
    'chandlery-signature': [`t=${timestamp}`, ...signed].join(','),
    'chandlery-timestamp': String(timestamp),
  }
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
