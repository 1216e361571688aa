import { expect, test } from 'vitest'
import type { OwnerId, Webhook, WebhookId } from './webhook.ts'
import { wantsRepository, wishProblems } from './webhook.ts'

const at = new Date('2026-03-02T09:00:00Z')
const listening = (repository?: string): Webhook => ({
  id: 'w' as WebhookId,
  publisherId: 'p' as OwnerId,
  address: 'https://hooks.example',
  events: ['push'],
  ...(repository !== undefined && { repository }),
  state: 'active',
  createdAt: at,
  updatedAt: at,
})

test.each([
  [undefined, 'acme/widget', true],
  ['acme/widget', 'acme/widget', true],
  ['acme/widget', 'store/acme/widget', true],
  ['acme/widget', 'acme/widget-pro', false],
  ['acme/widget*', 'acme/widget-pro', true],
  ['*/tools/*', 'acme/tools/saw', true],
])('a filter of %s hears of %s: %s', (filter, repository, heard) => {
  expect(wantsRepository(listening(filter), repository)).toBe(heard)
})

test('every entry that needs a change is named at once', () => {
  const wish = { address: 'x', events: [], repository: 'Acme Widget' }
  expect(wishProblems(wish, 'This is not a web address.').map(({ field }) => field)).toEqual([
    'address',
    'events',
    'repository',
  ])
  expect(wishProblems({ address: 'https://hooks.example', events: ['push'] }, undefined)).toEqual([])
})
