import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseScope, parseScopes, type ResourceScope, scopeText } from './scope.ts'

describe('scopes (AUT-017…022, AUT-113)', () => {
  test.each<[string, ResourceScope]>([
    ['repository:store/acme/app:pull', { type: 'repository', name: 'store/acme/app', actions: ['pull'] }],
    ['repository:a/b:pull,push', { type: 'repository', name: 'a/b', actions: ['pull', 'push'] }],
    ['repository:a/b/c/d/e:*', { type: 'repository', name: 'a/b/c/d/e', actions: ['*'] }],
    [
      'repository:localhost:5000/acme/app:pull',
      { type: 'repository', name: 'localhost:5000/acme/app', actions: ['pull'] },
    ],
    [
      'repository:Registry.Example/acme/app:pull',
      { type: 'repository', name: 'Registry.Example/acme/app', actions: ['pull'] },
    ],
    [
      'repository(plugin):acme/sshfs:pull',
      { type: 'repository', class: 'plugin', name: 'acme/sshfs', actions: ['pull'] },
    ],
    ['registry:catalog:*', { type: 'registry', name: 'catalog', actions: ['*'] }],
    ['repository:a/b:', { type: 'repository', name: 'a/b', actions: [] }],
    ['repository:a/b:pull,pull', { type: 'repository', name: 'a/b', actions: ['pull'] }],
    ['unknown:a/b:paint', { type: 'unknown', name: 'a/b', actions: ['paint'] }],
  ])('%s', (text, expected) => expect(parseScope(text)).toEqual(expected))

  test.each([
    '',
    'repository',
    'repository:a/b',
    ':a/b:pull',
    'Repository:a/b:pull',
    'repository::pull',
    'repository:A/B:pull',
    'repository:a//b:pull',
    'repository:a/b:PULL',
    'repository:a/b:pull;push',
    'repository(:a/b:pull',
    'repository():a/b:pull',
    'repository(Plugin):a/b:pull',
    'repository:a:b:c/d:pull',
  ])('%s is malformed', (text) => expect(parseScope(text)).toBeUndefined())

  test('an endless name is malformed', () => expect(parseScope(`repository:${'a/'.repeat(600)}a:pull`)).toBeUndefined())

  test('several scopes in one parameter and several parameters; duplicates merge; the malformed one is ignored', () => {
    expect(parseScopes(['repository:a/b:pull repository:c/d:push', 'nonsense', 'repository(plugin):a/b:push'])).toEqual(
      [
        { type: 'repository', class: 'plugin', name: 'a/b', actions: ['pull', 'push'] },
        { type: 'repository', name: 'c/d', actions: ['push'] },
      ],
    )
    expect(parseScopes([''])).toEqual([])
  })

  const name = fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1, maxLength: 4 }).map((p) => p.join('/'))
  const scope = fc.record({
    type: fc.constantFrom('repository', 'registry'),
    name,
    actions: fc.uniqueArray(fc.constantFrom('pull', 'push', 'delete', '*')),
  })

  test('text and back is the same scope', () =>
    fc.assert(
      fc.property(scope, (one) => {
        expect(parseScope(scopeText(one))).toEqual(one)
      }),
    ))

  test('any text is read without an exception', () =>
    fc.assert(fc.property(fc.array(fc.string()), (texts) => void parseScopes(texts))))
})
