import { expect, test } from 'vitest'
import { contentSecurityPolicy, wantsPage } from './web.ts'

test('pages answer people, never registry clients or programs', () => {
  for (const url of ['/', '/search?q=v2', '/images/widget', '/v2x', '/apiary', '/account/tokens'])
    expect(wantsPage('GET', url)).toBe(true)
  for (const url of ['/v2', '/v2/', '/v2/acme/widget/manifests/1?x', '/auth/token', '/api/v1/none', '/assets/gone.js'])
    expect(wantsPage('GET', url)).toBe(false)
  expect(wantsPage('POST', '/search')).toBe(false)
})

test('the policy lets scripts and style elements run by nonce only, and nothing from elsewhere', () => {
  const policy = contentSecurityPolicy('abc')
  expect(policy).toContain("script-src 'self' 'nonce-abc';")
  expect(policy).toContain("style-src 'self' 'nonce-abc';")
  expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  expect(policy).not.toMatch(/https?:|\*/)
})
