import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** What one run of the suites came to. */
export interface Totals {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** A line for each test that failed: in a long run its own words have scrolled away. */
  readonly failures: readonly string[]
}

interface Results {
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly numPendingTests?: number
  readonly testResults?: readonly FileResult[]
}

interface FileResult {
  readonly name: string
  readonly status: string
  readonly message?: string
  readonly assertionResults: readonly { status: string; fullName: string; failureMessages?: readonly string[] }[]
}

/** Reads the JSON that the test program writes at its end. */
export function readTotals(file: string): Totals {
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, testResults = [] } = results
  const failures = testResults.flatMap(failuresOf)
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests, failures }
}

function failuresOf({ name, status, message, assertionResults }: FileResult): readonly string[] {
  const where = relative(process.cwd(), name)
  const failed = assertionResults.filter((result) => result.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${where}: ${firstLine(message)}`] : []
  return failed.map((result) => `${where} > ${result.fullName}: ${firstLine(result.failureMessages?.[0])}`)
}

function firstLine(text = ''): string {
  return text.trim().split('\n', 1)[0] ?? ''
}
