import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dpkgAnalyzer } from '../../src/scanner/analyzers/dpkg/dpkg-analyzer.ts'
import { apkDatabase } from '../../src/scanner/testing/fake-packages.ts'
import { imageOf } from '../../src/scanner/testing/read-bytes.ts'
import { requirement } from '../support/requirements.ts'

const dpkg = requirement('dpkg')
const path = 'var/lib/dpkg/status'

describe.runIf(dpkg.met)('SCN-007: the package database of the machine that runs the tests', () => {
  test('has the packages, sources and versions that dpkg itself lists', async () => {
    const fields = ['db:Status-Status', 'Package', 'Version', 'Architecture', 'source:Package', 'source:Version']
    const format = `${fields.map((field) => `\${${field}}`).join(' ')}\\n`
    const { stdout } = await promisify(execFile)('dpkg-query', ['-W', '-f', format], { maxBuffer: 64 * 1024 * 1024 })
    const listed = stdout.split('\n').filter((line) => line.startsWith('installed '))
    const { packages, unreadable } = dpkgAnalyzer.parse({ path, text: await readFile(`/${path}`, 'utf8') })
    expect(unreadable).toBeUndefined()
    const read = packages.map(({ name, version, architecture, source }) =>
      ['installed', name, version, architecture, source?.name, source?.version].join(' '),
    )
    expect(listed.length).toBeGreaterThan(50)
    expect(read.sort()).toEqual(listed.sort())
  })
})

test('SCN-007: every package of an Alpine database, with the origin it was built from', async () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9+._-]{1,20}$/)
  const version = fc.stringMatching(/^[1-9][0-9]{0,2}(\.[0-9]{1,3}){0,3}(_p[0-9])?-r[0-9]{1,2}$/)
  const entry = fc.record({ name, version, origin: name })
  const database = fc.uniqueArray(entry, { minLength: 1, maxLength: 60, selector: (one) => one.name })
  await fc.assert(
    fc.asyncProperty(database, async (packages) => {
      const { components } = await imageOf([[apkDatabase(...packages)]])
      const read = components.map((one) => [one.name, one.version, one.source?.name, one.source?.version].join(' '))
      expect(read.sort()).toEqual(
        packages.map((one) => [one.name, one.version, one.origin, one.version].join(' ')).sort(),
      )
    }),
    { numRuns: 50 },
  )
})
