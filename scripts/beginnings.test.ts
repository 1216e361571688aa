import { describe, expect, test } from 'vitest'
import { describeViolation } from '../test/architecture/rule.ts'
import { rules } from '../test/architecture/rules.ts'
import { type Project, parseSource } from '../test/architecture/source.ts'
import { changelogLine, newMigration, newModule, newPage, newUseCase, withChangelogLine } from './beginnings.ts'

const paths = ({ files }: ReturnType<typeof newModule>) => files.map(({ path }) => path)

describe('what npm run new makes', () => {
  test('a module has a door, a plug, errors, views and routes', () => {
    expect(paths(newModule('gift-cards'))).toEqual([
      'src/gift-cards/index.ts',
      'src/gift-cards/module.ts',
      'src/gift-cards/domain/errors.ts',
      'src/gift-cards/http/views.ts',
      'src/gift-cards/http/routes.ts',
    ])
  })

  test('a use case is a file and a function of the same name, with its story beside it', () => {
    const { files } = newUseCase('licensing', 'start-trial')
    expect(files.map(({ path }) => path)).toEqual([
      'src/licensing/start-trial.ts',
      'src/licensing/start-trial.story.test.ts',
    ])
    expect(files[0]?.text).toContain('export async function startTrial(ctx: Context, input: StartTrial)')
  })

  test('a migration takes the next number', () => {
    expect(paths(newMigration('licensing-trials', ['0001_platform.sql', '0040_registry.sql', 'README.md']))).toEqual([
      'migrations/0041_licensing_trials.sql',
    ])
    expect(paths(newMigration('first', []))).toEqual(['migrations/0001_first.sql'])
  })

  test('a page goes into the folder of its audience', () => {
    expect(paths(newPage('storefront/gift-cards'))).toEqual(['web/storefront/gift-cards-page.tsx'])
  })

  test('everything made keeps the rules of the house', () => {
    const made = [newModule('accounts'), newUseCase('licensing', 'start-trial'), newPage('storefront/gift-cards')]
    const sources = made.flatMap(({ files }) => files).map(({ path, text }) => parseSource(path, text))
    const project: Project = { sources, migrations: newMigration('trials', []).files }
    expect(rules.flatMap((rule) => rule.check(project)).map(describeViolation)).toEqual([])
  })

  test.each([
    ['a module in capitals', () => newModule('GiftCards')],
    ['a use case without a noun', () => newUseCase('licensing', 'start')],
    ['a page without an area', () => newPage('gift-cards')],
  ])('%s is refused with an example', (_what, make) => {
    expect(make).toThrow(/Use a (name|path) such as/)
  })

  test('a use case adds its line to the changelog, on top of what is new', () => {
    const before = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Older.\n'
    expect(withChangelogLine(before, changelogLine('licensing', 'start-trial'))).toBe(
      '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Start trial (licensing).\n- Older.\n',
    )
    expect(() => withChangelogLine('# Changelog\n', 'x')).toThrow('CHANGELOG.md')
  })
})
