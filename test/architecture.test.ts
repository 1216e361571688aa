import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCycle, moduleGraph } from './architecture/module-graph.ts'
import { describeViolation, type Violation } from './architecture/rule.ts'
import { rules } from './architecture/rules.ts'
import { type Project, readProject } from './architecture/source.ts'

const root = join(import.meta.dirname, '..')
const planted = join(import.meta.dirname, 'architecture/planted')
const checkAll = (project: Project): Violation[] => rules.flatMap((rule) => rule.check(project))

describe('the house', () => {
  const project = readProject(root)

  test('is looked at: the parser sees files, imports and migrations', () => {
    expect(project.sources.filter(({ place }) => place.root === 'src').length).toBeGreaterThan(20)
    expect(project.sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(100)
    expect(project.migrations.length).toBeGreaterThan(0)
  })

  test.each(rules.map((rule) => [rule.id, rule.says, rule] as const))('%s: %s', (_id, _says, rule) => {
    expect(rule.check(project).map(describeViolation)).toEqual([])
  })

  test('ARC-30: the edge table has no cycle', () => {
    expect(findCycle(moduleGraph)).toBeUndefined()
  })

  test('ARC-30: the edge table names every module that exists', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const unknown = folders.map(({ name }) => name).filter((name) => name !== 'app' && !(name in moduleGraph))
    expect(unknown).toEqual([])
  })
})

/** Lines of planted files that end in `planted: <rule ids>`. */
function plantedIn(project: Project): string[] {
  return [...project.sources, ...project.migrations].flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const ids = /planted: ([-A-Z0-9 ]+)$/.exec(line)?.[1]?.split(' ') ?? []
      return ids.map((id) => `${path}:${index + 1} ${id}`)
    }),
  )
}

describe('ARC-60: each rule catches its planted violations, at their lines, and nothing else', () => {
  test.each(rules.map((rule) => rule.id))('%s', (id) => {
    const folder = join(planted, id)
    expect(existsSync(folder), `plant a violation in test/architecture/planted/${id}/`).toBe(true)
    const project = readProject(folder)
    const expected = plantedIn(project)
    const found = checkAll(project).map(({ path, line, rule }) => `${path}:${line} ${rule}`)
    expect(expected.some((line) => line.endsWith(id))).toBe(true)
    expect(found.sort()).toEqual(expected.sort())
  })

  test('a cycle in the edge table is found and shown as a path', () => {
    expect(findCycle({ shelf: ['till'], till: ['audit', 'shelf'], audit: [] })).toEqual(['shelf', 'till', 'shelf'])
  })
})
