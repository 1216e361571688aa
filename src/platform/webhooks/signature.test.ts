import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../app/version.ts'
import { signatureHeaders } from './signature.ts'

const now = new Date('2026-03-02T09:00:00Z')
const body = '{"type":"TEST","contents":{"message":"Łódź"}}'

type Verify = (headers: Record<string, string>, body: string, secret: string, now: Date) => boolean

/** The example that API-DESIGN.md gives to those who receive webhooks. */
async function documentedCheck(): Promise<Verify> {
  const page = readFileSync(join(projectRoot, 'docs', 'API-DESIGN.md'), 'utf8')
  const example = /```js\n(import[\s\S]*?isFromTheStore[\s\S]*?)```/.exec(page)?.[1] ?? ''
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(12)
  const loaded = await import(`data:text/javascript,${encodeURIComponent(example)}`)
  return loaded.isFromTheStore as Verify
}

test('the documented example accepts what the store signs, and nothing else', async () => {
  const isFromTheStore = await documentedCheck()
  const headers = signatureHeaders({ secret: 'chw_one' }, body, now)
  expect(isFromTheStore(headers, body, 'chw_one', now)).toBe(true)
  expect(isFromTheStore(headers, body, 'chw_two', now)).toBe(false)
  expect(isFromTheStore(headers, `${body} `, 'chw_one', now)).toBe(false)
  expect(isFromTheStore({}, body, 'chw_one', now)).toBe(false)
  const later = new Date(now.getTime() + 301_000)
  expect(isFromTheStore(headers, body, 'chw_one', later)).toBe(false)
  const redated = {
    ...headers,
    'chandlery-signature': (headers['chandlery-signature'] ?? '').replace(/t=\d+/, `t=${later.getTime() / 1000}`),
  }
  expect(isFromTheStore(redated, body, 'chw_one', later)).toBe(false)
})

test('after a rotation both secrets are good for a while, then the new one alone', async () => {
  const isFromTheStore = await documentedCheck()
  const until = new Date(now.getTime() + 1000)
  const secrets = { secret: 'chw_new', old: { secret: 'chw_old', until } }
  const during = signatureHeaders(secrets, body, now)
  expect([isFromTheStore(during, body, 'chw_new', now), isFromTheStore(during, body, 'chw_old', now)]).toEqual([
    true,
    true,
  ])
  const behind = signatureHeaders(secrets, body, until)
  expect([isFromTheStore(behind, body, 'chw_new', until), isFromTheStore(behind, body, 'chw_old', until)]).toEqual([
    true,
    false,
  ])
})

test('the widely known header is the one of GitHub', () => {
  // The example of GitHub's documentation on validating deliveries.
  const headers = signatureHeaders({ secret: "It's a Secret to Everybody" }, 'Hello, World!', now)
  expect(headers['x-hub-signature-256']).toBe('sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17')
})
