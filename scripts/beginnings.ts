/** A file that a generator makes. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

/** What a generator makes, and what is left for a person to do. */
export interface Beginning {
  readonly files: readonly NewFile[]
  readonly next: readonly string[]
}

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

const words = (name: string) => name.split('-')
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const pascal = (name: string) => words(name).map(capital).join('')
const camel = (name: string) => words(name)[0] + words(name).slice(1).map(capital).join('')
const snake = (name: string) => words(name).join('_')
const sentence = (name: string) => capital(words(name).join(' '))

/** Throws a sentence unless the name is kebab-case. */
function checked(name: string): string {
  if (!kebab.test(name)) throw new Error(`"${name}" is not kebab-case. Use a name such as start-trial.`)
  return name
}

/** A module: door, plug, error catalogue, views and routes. Names of modules are nouns. */
export function newModule(name: string): Beginning {
  const module = checked(name)
  return {
    files: [
      { path: `src/${module}/index.ts`, text: `export { unknown${pascal(module)} } from './domain/errors.ts'\n` },
      {
        path: `src/${module}/module.ts`,
        text: `import type { StoreModule } from '../platform/module.ts'
import { ${camel(module)}Routes } from './http/routes.ts'

export const ${camel(module)}Module: StoreModule = { name: '${module}', routes: ${camel(module)}Routes }
`,
      },
      {
        path: `src/${module}/domain/errors.ts`,
        text: `import { defineError } from '../../platform/errors.ts'

export const unknown${pascal(module)} = defineError(
  'not_found',
  '${snake(module)}.unknown',
  'There is nothing here by that name. Check the address, or look for it in the list.',
)
`,
      },
      {
        path: `src/${module}/http/views.ts`,
        text: `import { type Static, Type } from 'typebox'

export const ${pascal(module)}View = Type.Object({ id: Type.String({ format: 'uuid' }) })
export type ${pascal(module)}View = Static<typeof ${pascal(module)}View>
`,
      },
      {
        path: `src/${module}/http/routes.ts`,
        text: `import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { unknown${pascal(module)} } from '../domain/errors.ts'
import { ${pascal(module)}View } from './views.ts'

const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })

export function ${camel(module)}Routes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof Params> }>(
    '/${module}/:id',
    {
      schema: {
        tags: ['${module}'],
        summary: '${sentence(module)}, one of them',
        params: Params,
        response: { 200: ${pascal(module)}View },
      },
    },
    async () => {
      throw unknown${pascal(module)}()
    },
  )
}
`,
      },
    ],
    next: [
      `Add '${module}' with the modules it may import to test/architecture/module-graph.ts.`,
      `Add ${camel(module)}Module to src/app/modules.ts.`,
      `npm run new usecase ${module} VERB-NOUN, npm run openapi, npm run errors.`,
    ],
  }
}

/** A use case of a module, its story test. Names of use cases are verb-noun. */
export function newUseCase(module: string, name: string): Beginning {
  const useCase = checked(name)
  if (words(useCase).length < 2) throw new Error(`"${name}" is not verb-noun. Use a name such as start-trial.`)
  const [input, call] = [pascal(useCase), camel(useCase)]
  return {
    files: [
      {
        path: `src/${checked(module)}/${useCase}.ts`,
        text: `import { authorizeSignedIn } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'

export interface ${input} {
  readonly name: string
}

/** ${sentence(useCase)}: say what changes, which errors it throws, and the spec id. */
export async function ${call}(ctx: Context, input: ${input}): Promise<void> {
  const accountId = authorizeSignedIn(ctx)
  await ctx.transaction(async (tx) => {
    await recordAudit(ctx.within(tx), {
      action: '${snake(module)}.${snake(useCase)}',
      subject: { kind: 'account', id: accountId, name: input.name },
    })
  })
}
`,
      },
      {
        path: `src/${module}/${useCase}.story.test.ts`,
        text: `import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestStore, testStore } from '../../test/support/test-store.ts'
import { ${call} } from './${useCase}.ts'

let store: TestStore
beforeAll(async () => {
  store = await testStore({ advisories: false })
})
afterAll(() => store?.close())

test('${words(useCase).join(' ')}: a stranger is refused', async () => {
  const stranger = store.open.makeContext({ kind: 'anonymous' })
  await expect(${call}(stranger, { name: 'rope' })).rejects.toMatchObject({ kind: 'unauthenticated' })
})
`,
      },
    ],
    next: [
      `Export ${call} from src/${module}/index.ts if another module needs it; call it from src/${module}/http/routes.ts.`,
      'Put the rule into domain/ with unit tests, the SQL into store/.',
      'Say it in CHANGELOG.md (a line was added) in words of the people who use it.',
    ],
  }
}

/** The next migration: plain SQL, forward only. */
export function newMigration(name: string, existing: readonly string[]): Beginning {
  const highest = Math.max(0, ...existing.map((file) => Number.parseInt(file, 10)).filter(Number.isFinite))
  const number = String(highest + 1).padStart(4, '0')
  return {
    files: [
      {
        path: `migrations/${number}_${snake(checked(name))}.sql`,
        text: `-- ${sentence(name)}. Expand only: the code of the release before must run on this schema (migrations/README.md).\n`,
      },
    ],
    next: ['Write SQL that PostgreSQL 15 and the embedded database both take.'],
  }
}

/** A page of the shop window: AREA/NAME, where AREA is a folder of web/. */
export function newPage(path: string): Beginning {
  const [area = '', name = '', ...more] = path.split('/')
  if (!kebab.test(area) || !kebab.test(name) || more.length > 0) {
    throw new Error(`"${path}" is not AREA/NAME. Use a path such as storefront/gift-cards.`)
  }
  return {
    files: [
      {
        path: `web/${area}/${name}-page.tsx`,
        text: `import { Text } from '@mantine/core'
import { Page, PageHeader } from '../ui/page.tsx'

export function ${pascal(name)}Page() {
  return (
    <Page>
      <PageHeader title="${sentence(name)}" />
      <Text>Nothing is here yet.</Text>
    </Page>
  )
}
`,
      },
    ],
    next: [
      `Add the route to web/${area}/routes.tsx.`,
      'Show loading, empty and error states; try it by keyboard and at 390 pixels; visit it in test/browser/.',
    ],
  }
}

/** The changelog with one more line under "Added" of what is not released yet. */
export function withChangelogLine(changelog: string, line: string): string {
  const heading = '## [Unreleased]\n\n### Added\n\n'
  const at = changelog.indexOf(heading)
  if (at === -1) throw new Error('CHANGELOG.md has no "## [Unreleased]" with "### Added". Add them first.')
  const start = at + heading.length
  return `${changelog.slice(0, start)}- ${line}\n${changelog.slice(start)}`
}

/** The line that a use case begins with in the changelog. */
export function changelogLine(module: string, useCase: string): string {
  return `${sentence(useCase)} (${module}).`
}
