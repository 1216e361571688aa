import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readTotals } from './test-totals.ts'

const folder = mkdtempSync(join(tmpdir(), 'chandlery-totals-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a run names the tests that failed, and the files that could not be read', () => {
  const file = join(folder, 'results.json')
  const results = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    testResults: [
      {
        name: join(process.cwd(), 'src/a.test.ts'),
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'a cart is empty', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'a cart holds a box',
            failureMessages: ['Error: expected 1 to be 2\n    at a'],
          },
        ],
      },
      { name: join(process.cwd(), 'src/b.test.ts'), status: 'failed', message: 'Cannot read it', assertionResults: [] },
    ],
  }
  writeFileSync(file, JSON.stringify(results))
  expect(readTotals(file)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: ['src/a.test.ts > a cart holds a box: Error: expected 1 to be 2', 'src/b.test.ts: Cannot read it'],
  })
})
