import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowedActions, intersection, refusalOf, type Standing } from './grants.ts'
import { placeOf } from './namespace.ts'

const nobody: Standing = { roles: [], limited: false }
const allowed = (repository: string, standing: Partial<Standing> = {}) =>
  allowedActions(placeOf(repository), { ...nobody, ...standing }).join(',')

describe('who may do what where (AUT-096…104)', () => {
  test.each<[string, Partial<Standing>, string]>([
    ['acme/widget', {}, ''],
    ['acme/widget', { namespaceRole: 'viewer' }, 'pull'],
    ['acme/widget', { namespaceRole: 'editor' }, 'pull,push'],
    ['acme/widget', { namespaceRole: 'owner' }, 'pull,push,delete'],
    ['acme/widget', { namespaceRole: 'owner', scopes: ['pull'] }, 'pull'],
    ['acme/widget', { namespaceRole: 'owner', scopes: ['push'] }, 'pull,push,delete'],
    ['acme/widget', { namespaceRole: 'owner', scopes: ['read', 'write'] }, ''],
    ['acme/widget', { namespaceRole: 'owner', limited: true }, ''],
    ['acme/widget', { roles: ['moderator'] }, ''],
    ['store/acme/widget', {}, ''],
    ['store/acme/widget', { mayPull: true }, 'pull'],
    ['store/acme/widget', { mayPull: true, namespaceRole: 'owner', roles: ['operator'] }, 'pull'],
    ['holding/42/widget', { namespaceRole: 'owner' }, ''],
    ['holding/42/widget', { roles: ['certifier'] }, 'pull'],
    ['holding/42/widget', { roles: ['finance'] }, ''],
    ['library/busybox', {}, 'pull'],
    ['library/busybox', { roles: ['operator'] }, 'pull,push,delete'],
    ['widget', { namespaceRole: 'owner', roles: ['operator'] }, ''],
    ['users/otter', { namespaceRole: 'owner' }, ''],
    ['store/widget', { mayPull: true }, ''],
  ])('%s, %j: %s', (repository, standing, expected) => expect(allowed(repository, standing)).toBe(expected))

  test('nobody ever pushes to published or frozen content', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('store/acme/widget', 'holding/42/widget'),
        fc.record({
          roles: fc.subarray(['moderator', 'security', 'certifier', 'operator', 'finance', 'support'] as const),
          limited: fc.boolean(),
          mayPull: fc.boolean(),
        }),
        fc.option(fc.constantFrom('viewer', 'editor', 'owner'), { nil: undefined }),
        (repository, standing, role) => {
          const all = allowedActions(placeOf(repository), { ...standing, ...(role && { namespaceRole: role }) })
          expect(all.filter((action) => action !== 'pull')).toEqual([])
        },
      ),
    ))

  test('the star stands for what one has, and no more', () => {
    expect(intersection(['*'], ['pull', 'push'])).toEqual(['pull', 'push'])
    expect(intersection(['push', 'paint'], ['pull'])).toEqual([])
  })

  test('a refused push to published content tells the way; a refused pull of a private name tells nothing', () => {
    const text = refusalOf(placeOf('store/acme/widget'), 'store/acme/widget', 'push').text
    expect(text).toMatch(/changes only by publishing; push to acme\/widget/)
    expect(refusalOf(placeOf('acme/secret'), 'acme/secret', 'pull').text).toMatch(
      /does not exist, or your account may not/,
    )
  })
})
