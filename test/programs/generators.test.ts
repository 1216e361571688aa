import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newModule, newPage, newUseCase } from '../../scripts/beginnings.ts'
import { root, run, tool } from '../../scripts/command.ts'

// The files that `npm run new` makes, laid beside links to the real ones.
let project: string

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'chandlery-new-'))
  for (const folder of ['src', 'web']) {
    mkdirSync(join(project, folder))
    for (const name of readdirSync(join(root, folder))) {
      symlinkSync(join(root, folder, name), join(project, folder, name))
    }
  }
  for (const name of ['node_modules', 'test']) symlinkSync(join(root, name), join(project, name))
  cpSync(join(root, 'package.json'), join(project, 'package.json'))
  cpSync(join(root, 'biome.json'), join(project, 'biome.json'))
  const made = [newModule('gift-cards'), newUseCase('gift-cards', 'redeem-card'), newPage('gifts/gift-cards')]
  for (const { path, text } of made.flatMap(({ files }) => files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: '/', noEmit: true },
    include: ['src/gift-cards', 'web/gifts', 'web/css.d.ts'],
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

test('what is made compiles as it stands', async () => {
  const { stdout } = await run(tool('tsc'), ['-p', 'tsconfig.json'], { cwd: project })
  expect(stdout.split('\n').filter((line) => /^(src|web)\/gift/.test(line))).toEqual([])
})

test('what is made is formatted and clean', async () => {
  const args = ['check', '--vcs-enabled=false', '--error-on-warnings', 'src/gift-cards', 'web/gifts']
  const { code, stderr } = await run(tool('biome'), args, { cwd: project, env: { NO_COLOR: '1' } })
  expect(code === 0 ? '' : stderr).toBe('')
})
