import { defineConfig } from 'vitest/config'

/** Suites that open a database: on the embedded one, and once more on PostgreSQL (EDB-30). */
const database = [
  'src/**/*.story.test.ts',
  'src/**/{store,http}/**/*.test.ts',
  'src/{app,platform/db,platform/jobs,platform/payments,platform/testing}/**/*.test.ts',
  'test/{stories,conformance}/**/*.test.ts',
]

/** Suites that start whole programs: a browser, Docker, a server that is killed, the project's own tools. */
const programs = [
  'test/{browser,registry-clients,crash,programs,storage}/**/*.test.ts',
  'test/support/docker-engine.test.ts',
]

const limits = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // What was not as expected stands in the message itself: the last lines of a CI run show nothing else.
  chaiConfig: { truncateThreshold: 400 },
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,cli,web,test,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: [...database, ...programs, 'test/architecture/planted/**'],
          // Pure code leaves nothing behind, so files may share a worker: half the time.
          pool: 'threads',
          isolate: false,
          ...limits,
        },
      },
      { test: { name: 'database', include: database, ...limits } },
      { test: { name: 'programs', include: programs, ...limits } },
    ],
  },
})
