import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run, tool } from '../../scripts/command.ts'

// STK-10, STY-16: a checker that looks at nothing is green too. Each of ours is shown a project with one mistake.
describe('the checkers fail on a planted mistake', () => {
  let project: string

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'chandlery-planted-'))
    for (const name of ['tsconfig.json', 'package.json']) cpSync(join(root, name), join(project, name))
    const biome = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
    write('biome.json', JSON.stringify({ ...biome, vcs: { enabled: false } }))
    write('knip.json', JSON.stringify({ entry: ['src/main.ts'], project: ['src/**/*.ts'] }))
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
    write('src/main.ts', "process.exitCode = Number('0')\n")
  })
  afterAll(() => rmSync(project, { recursive: true, force: true }))

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }

  const inProject = (command: string, args: string[]) =>
    run(tool(command), args, { cwd: project, env: { NO_COLOR: '1', CI: '' } })

  async function complains(command: string, args: string[], path: string, text: string): Promise<string> {
    expect(await inProject(command, args), 'good before the mistake').toMatchObject({ code: 0 })
    write(path, text)
    const ran = await inProject(command, args)
    rmSync(join(project, path))
    expect(ran.code).not.toBe(0)
    return ran.stdout + ran.stderr
  }

  test('the linter', async () => {
    const said = await complains('biome', ['check', 'src'], 'src/any.ts', 'export const price: any = 1\n')
    expect(said).toContain('noExplicitAny')
  })

  test('the linter, on a promise that nobody waits for', async () => {
    const text = 'async function save(): Promise<void> {}\nexport function close(): void {\n  save()\n}\n'
    expect(await complains('biome', ['check', 'src'], 'src/floating.ts', text)).toContain('noFloatingPromises')
  })

  test('the formatter', async () => {
    const said = await complains('biome', ['format', 'src'], 'src/form.ts', 'export const a = {b:1};\n')
    expect(said).toContain('src/form.ts')
  })

  test('the compiler', async () => {
    const args = ['--noEmit', '-p', 'tsconfig.json']
    const said = await complains('tsc', args, 'src/wrong.ts', "export const count: number = 'three'\n")
    expect(said).toContain('TS2322')
  })

  test('the compiler, on an index that may be missing', async () => {
    const args = ['--noEmit', '-p', 'tsconfig.json']
    const text = 'export const first = (names: string[]): string => names[0]\n'
    expect(await complains('tsc', args, 'src/wrong.ts', text)).toContain('TS2322')
  })

  test('the search for what nobody uses', async () => {
    const args = ['--include', 'files']
    expect(await complains('knip', args, 'src/forgotten.ts', 'export const forgotten = 1\n')).toContain('forgotten.ts')
  })

  test('the test runner, on a failing test and on a file that cannot be loaded', async () => {
    const args = ['run', '--root', project]
    write('src/good.test.ts', "import { test } from 'vitest'\n\ntest('good', () => {})\n")
    const failing = "import { expect, test } from 'vitest'\n\ntest('bad', () => expect(1).toBe(2))\n"
    expect(await complains('vitest', args, 'src/bad.test.ts', failing)).toContain('1 failed')
    expect(await complains('vitest', args, 'src/lost.test.ts', "import './nowhere.ts'\n")).toContain('nowhere')
    rmSync(join(project, 'src/good.test.ts'))
  })
})

test('nothing in the project is left unused: files, exports, dependencies', async () => {
  const { code, stdout } = await run(tool('knip'), ['--no-progress'], {
    env: { NO_COLOR: '1' },
  })
  expect(code === 0 ? '' : stdout).toBe('')
})
