import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../scripts/command.ts'
import { withSettings } from '../scripts/describe-settings.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const list = (folder: string) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'))
const decisions = list('docs/decisions').filter((name) => name !== 'README.md')
const documents = [
  ...list('.'),
  ...list('docs').map((name) => `docs/${name}`),
  ...list('docs/decisions').map((name) => `docs/decisions/${name}`),
]

describe('the documents', () => {
  test('the table of settings is that of the program; otherwise npm run settings', () => {
    const guide = read('docs/OPERATING.md')
    expect(guide).toBe(withSettings(guide))
  })

  test.each(documents)('%s links and names only files that exist', (document) => {
    const text = read(document).replace(/```[\s\S]*?```/g, '')
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) =>
      join(dirname(document), link),
    )
    const named = [...text.matchAll(/`((?:src|web|cli|test|scripts|migrations|docs)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    )
    const lost = [...links, ...named].filter((path) => !existsSync(join(root, path)))
    expect(lost).toEqual([])
  })

  test.each(decisions)('%s tells context, decision, consequences, alternatives and what enforces it', (name) => {
    const text = read(`docs/decisions/${name}`)
    expect(text).toMatch(new RegExp(`^# ${name.slice(0, 4)} `))
    for (const part of ['Context', 'Decision', 'Consequences', 'Alternatives', 'Enforced by']) {
      expect(text).toMatch(new RegExp(`^${part}: `, 'm'))
    }
  })

  test('every decision stands once in the list, without a gap in the numbers', () => {
    const index = read('docs/decisions/README.md')
    expect([...index.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link)).toEqual(decisions)
    expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1))
  })
})
