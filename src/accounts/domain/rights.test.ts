import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccountId, type Actor, type Role, roles } from '../../platform/actor.ts'
import { DomainError } from '../../platform/errors.ts'
import { type Membership, withRole } from './membership.ts'
import { isPermitted, type Permission } from './permissions.ts'

const staff = (...held: Role[]): Actor =>
  ({ kind: 'user', accountId: 'a', name: 'a', roles: held, sessionId: 's' }) as unknown as Actor

describe('what staff may do (STO-007…013)', () => {
  const table: readonly [Permission, readonly Role[]][] = [
    ['accounts.administer', []],
    ['audit.read', ['moderator', 'security', 'certifier', 'finance', 'support']],
    ['publishers.review', ['moderator']],
    ['moderation.review', ['moderator']],
    ['moderation.hold', ['moderator', 'security']],
    ['security.classify', ['security']],
    ['billing.read', ['finance']],
    ['registry.administer', []],
  ]

  test.each(table)('%s: %s, and operators', (permission, holders) => {
    const able = roles.filter((role) => isPermitted(staff(role), permission))
    expect([...able].sort()).toEqual([...holders, 'operator'].sort())
  })

  test('people without a role and strangers may nothing, the program itself everything', () => {
    for (const [permission] of table) {
      expect(isPermitted(staff(), permission)).toBe(false)
      expect(isPermitted({ kind: 'anonymous' }, permission)).toBe(false)
      expect(isPermitted({ kind: 'job', queue: 'q' }, permission)).toBe(true)
    }
  })
})

test('an organization keeps an owner, whatever happens to its members', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          who: fc.constantFrom('a', 'b', 'c'),
          becomes: fc.constantFrom('owner' as const, 'member' as const, undefined),
        }),
        { maxLength: 20 },
      ),
      (changes) => {
        let members: readonly Membership[] = [{ accountId: 'a' as AccountId, role: 'owner' }]
        for (const { who, becomes } of changes) {
          try {
            members = withRole(members, who as AccountId, becomes)
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError)
          }
          expect(members.some(({ role }) => role === 'owner')).toBe(true)
          expect(new Set(members.map(({ accountId }) => accountId)).size).toBe(members.length)
        }
      },
    ),
  ))
