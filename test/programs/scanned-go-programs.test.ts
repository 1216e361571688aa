import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../scripts/command.ts'
import { goAnalyzer } from '../../src/scanner/analyzers/go/go-analyzer.ts'
import { readExecutable } from '../../src/scanner/binaries/read-executable.ts'
import { requirement } from '../support/requirements.ts'

const go = requirement('go')

// Offline: the only other module lies in a folder beside the program, and without fmt little has to be compiled.
describe.runIf(go.met)('SCN-010, SCN-022: programs that Go itself has built', () => {
  let project: string
  const goPath = go.met ? go.path : ''
  const offline = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOWORK: 'off' }

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'chandlery-go-program-'))
    write(
      'go.mod',
      'module example.com/app\n\ngo 1.18\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep => ./dep\n',
    )
    write(
      'main.go',
      'package main\n\nimport "example.com/dep"\n\nvar version string\n\nfunc main() { println(dep.Name, version) }\n',
    )
    write('dep/go.mod', 'module example.com/dep\n\ngo 1.18\n')
    write('dep/dep.go', 'package dep\n\nconst Name = "dep"\n')
  })
  afterAll(() => rmSync(project, { recursive: true, force: true }))

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }

  /** Built, and then without its mode bits under a name that says nothing. */
  async function built(env: Readonly<Record<string, string>>, flags: readonly string[]): Promise<string> {
    const out = join(project, `built-${Object.values(env).join('-')}`)
    const ended = await run(goPath, ['build', ...flags, '-o', out, '.'], { cwd: project, env: { ...offline, ...env } })
    expect(ended.stderr).toBe('')
    cpSync(out, `${out}.data`)
    return `${out}.data`
  }

  const targets = [
    [{ GOOS: 'linux', GOARCH: 'amd64' }, 'elf'],
    [{ GOOS: 'linux', GOARCH: 'mips' }, 'elf'],
    [{ GOOS: 'windows', GOARCH: 'amd64' }, 'pe'],
    [{ GOOS: 'darwin', GOARCH: 'arm64' }, 'mach-o'],
  ] as const

  test.each(targets)('%o, stripped: the same as the go command says', async (target, format) => {
    const file = await built(target, ['-ldflags', '-s -w -X main.version=1.5.0'])
    const facts = readExecutable(readFileSync(file))
    const oracle = await run(goPath, ['version', '-m', file], { env: offline })
    const [first = '', ...lines] = oracle.stdout.trimEnd().split('\n')

    expect(facts).toMatchObject({ format, architecture: target.GOARCH })
    expect(facts?.go?.version).toBe(first.split(': ')[1])
    expect(facts?.go?.modules.trimEnd().split('\n')).toEqual(lines.map((line) => line.slice(1)))

    const { packages } = goAnalyzer.parse({ path: 'x', hits: [], ...(facts && { facts }) })
    expect(packages.map(({ name, version }) => [name, version])).toEqual([
      ['stdlib', expect.stringMatching(/^\d+\.\d+\.\d+/)],
      ['example.com/app', 'v1.5.0'],
      ['example.com/dep', undefined],
    ])
  })
})
