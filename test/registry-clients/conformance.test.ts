import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../scripts/command.ts'
import { requirement } from '../support/requirements.ts'

const go = requirement('go')

describe.runIf(go.met)('the official conformance program of the OCI distribution specification', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chandlery-conformance-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('finds no failure, and leaves out what the README says', { timeout: 900_000 }, async () => {
    const { code, stdout, stderr } = await run('scripts/conformance.sh', [folder])
    const cases = await casesIn(join(folder, 'junit.xml')).catch(() => [])
    const withStatus = (status: string) => cases.filter((one) => one.status === status).map(({ name }) => name)
    expect({ failed: [...withStatus('failure'), ...withStatus('error')], code }, `${stdout}${stderr}`).toEqual({
      failed: [],
      code: 0,
    })
    expect(withStatus('skipped')).toEqual([])
    expect(withStatus('passed').length).toBeGreaterThan(750)
    // Everything is on but this one; the README says why.
    const off = /(\w+): false/g
    const results = await readFile(join(folder, 'results.yaml'), 'utf8')
    expect([...results.matchAll(off)].map(([, name]) => name)).toEqual(['sparse'])
  })
})

/** The test cases of a JUnit report with what became of them. */
async function casesIn(file: string): Promise<{ name: string; status: string }[]> {
  const found = (await readFile(file, 'utf8')).matchAll(/<testcase name="([^"]*)"[^>]* status="([^"]*)"/g)
  return [...found].map(([, name = '', status = '']) => ({ name, status }))
}
