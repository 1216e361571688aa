import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, tool } from '../../scripts/command.ts'

const npmTest = (filters: string[], env: Record<string, string>) =>
  run(tool('tsx'), ['scripts/test.ts', ...filters], { env: { NO_COLOR: '1', ...env } })

describe('npm test', () => {
  let onlyNode: string

  beforeAll(() => {
    onlyNode = mkdtempSync(join(tmpdir(), 'chandlery-path-'))
    symlinkSync(process.execPath, join(onlyNode, 'node'))
  })
  afterAll(() => rmSync(onlyNode, { recursive: true }))

  test('ends with its totals, alone on a line', async () => {
    const { code, stdout } = await npmTest(['test/support/requirements.test.ts'], {})
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 0 failed$/)
    expect(code).toBe(0)
  })

  test('stops at once when something demanded is missing', async () => {
    const { code, stdout, stderr } = await npmTest([], { CHANDLERY_REQUIRE: 'skopeo,podman', PATH: onlyNode })
    expect(stderr).toContain('CHANDLERY_REQUIRE names skopeo, but skopeo is not in PATH.')
    expect(stderr).toContain('CHANDLERY_REQUIRE names podman, but podman is not in PATH.')
    expect(stdout).toBe('0 passed, 2 failed\n')
    expect(code).toBe(1)
  })
})
