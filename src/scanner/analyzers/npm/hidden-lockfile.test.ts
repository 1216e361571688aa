import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { npmPackage } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file, whiteout } from '../../testing/tar-writer.ts'
import { hiddenLockfileAnalyzer } from './hidden-lockfile-analyzer.ts'
import { parseNpmLockfile } from './lockfile.ts'

const lock = JSON.stringify({
  name: 'app',
  lockfileVersion: 3,
  packages: {
    'node_modules/x': { version: '1.0.0', license: 'MIT' },
    'node_modules/@a/b/node_modules/y': { version: '2.0.0' },
    'node_modules/alias': { name: 'real', version: '3.0.0' },
    'node_modules/linked': { resolved: '../linked', link: true },
  },
})

describe("SCN-009: npm's list of what it installed", () => {
  test.each([
    ['app/node_modules/.package-lock.json', true],
    ['node_modules/.package-lock.json', true],
    ['app/.package-lock.json', false],
    ['app/node_modules/package-lock.json', false],
  ])('%s: %s', (path, wanted) => expect(hiddenLockfileAnalyzer.wants(path)).toBe(wanted))

  test('the installed names and versions', () => {
    expect(parseNpmLockfile(lock, 200)).toEqual([
      { name: 'x', version: '1.0.0' },
      { name: 'y', version: '2.0.0' },
      { name: 'real', version: '3.0.0' },
    ])
  })

  test('version 1, with packages within packages', () => {
    const old = {
      dependencies: {
        x: { version: '1.0.0', dependencies: { y: { version: '2.0.0' } } },
        git: { version: 'git+ssh://x' },
      },
    }
    expect(parseNpmLockfile(JSON.stringify(old), 200)).toEqual([
      { name: 'x', version: '1.0.0' },
      { name: 'y', version: '2.0.0' },
    ])
  })

  test('nonsense is a reason or nothing', () => {
    expect(hiddenLockfileAnalyzer.keep?.('{', defaultLimits)).toHaveProperty('unreadable')
    for (const text of ['[]', '1', '{"packages":[1]}', '{"packages":{"node_modules/x":null}}', '{"dependencies":7}']) {
      expect(parseNpmLockfile(text, 200)).toEqual([])
    }
  })

  test('it confirms what is there; what it alone names is declared', async () => {
    const image = await imageOf([[file('app/node_modules/.package-lock.json', lock), npmPackage('app', 'x', '1.0.0')]])
    expect(image.components.map(({ name, confidence, evidence }) => [name, confidence, evidence.length])).toEqual([
      ['real', 'declared', 1],
      ['x', 'installed', 2],
      ['y', 'declared', 1],
    ])
  })

  test('SHP-4: a package that was deleted is no longer installed, whatever the list says', async () => {
    const image = await imageOf([
      [file('app/node_modules/.package-lock.json', lock), npmPackage('app', 'x', '1.0.0')],
      [whiteout('app/node_modules/x')],
    ])
    expect(image.components.find(({ name }) => name === 'x')).toMatchObject({ confidence: 'declared' })
    const gone = await imageOf([[npmPackage('app', 'x', '1.0.0')], [whiteout('app/node_modules/x')]])
    expect(gone.components).toMatchObject([{ confidence: 'installed', removedIn: 1 }])
  })
})
