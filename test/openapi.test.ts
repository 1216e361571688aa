import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../scripts/command.ts'
import { describeApi } from '../scripts/describe-api.ts'

interface Operation {
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>
}

const files = [
  'GET /api/v1/publisher-logos/{slug}',
  'GET /api/v1/media/{id}',
  'GET /api/v1/registry/archive',
  'GET /api/v1/registry/products/{product}/archive',
  'GET /api/v1/scans/report',
]

describe('the description of the JSON interface', () => {
  let text: string
  let operations: (readonly [name: string, operation: Operation])[]

  beforeAll(async () => {
    text = await describeApi()
    const paths: Record<string, Record<string, Operation>> = JSON.parse(text).paths
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    )
  })

  test('docs/openapi.json is what the routes say; otherwise npm run openapi', () => {
    expect(readFileSync(join(root, 'docs/openapi.json'), 'utf8') === text).toBe(true)
  })

  test('every call says in one line what it does, and to which module it belongs', () => {
    const bare = operations.filter(([, { summary, tags }]) => !summary || tags?.length !== 1)
    expect(bare.map(([name]) => name)).toEqual([])
    expect(operations.length).toBeGreaterThan(50)
  })

  test('every call describes its answer, unless it is a picture or an archive', () => {
    const silent = operations.filter(([, { responses = {} }]) => {
      const good = Object.entries(responses).filter(([status]) => /^[23]/.test(status))
      return good.length === 0 || good.some(([status, { content }]) => status !== '204' && content === undefined)
    })
    expect(silent.map(([name]) => name)).toEqual(files)
  })
})
