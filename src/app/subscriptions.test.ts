import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventJobs } from './event-jobs.ts'
import { subscriptions } from './subscriptions.ts'
import { projectRoot } from './version.ts'

/** Events that nobody has to hear of: the person who caused them sees the outcome, or another event says it. */
const silent = ['submission.withdrawn']

/** Every event that a module declares in its domain/events.ts. */
function spokenEvents(): string[] {
  const src = join(projectRoot, 'src')
  const declarations = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(join('domain', 'events.ts')))
    .map((path) => readFileSync(join(src, path), 'utf8'))
  return declarations.flatMap((text) => [...text.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map(([, name = '']) => name))
}

test('every event that is spoken is heard, and none is waited for in vain', () => {
  const heard = new Set(subscriptions.map(({ on }) => on))
  expect([...heard, ...silent].sort()).toEqual([...new Set(spokenEvents())].sort())
})

test('each subscriber is named by module and deed, once, and has a job of its own', () => {
  const names = subscriptions.map(({ name }) => name)
  expect(names.filter((name) => !/^[a-z]+\.[a-z]+(-[a-z]+)+$/.test(name))).toEqual([])
  expect(eventJobs(subscriptions).subscribersOf({ type: 'account.password-changed' })).toMatchObject([
    { queue: 'notifications.handle-event', data: { subscription: 'notifications.tell-password-changed' } },
    { queue: 'registry.handle-event', data: { subscription: 'registry.revoke-logins' } },
  ])
})
