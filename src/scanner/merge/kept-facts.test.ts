import { expect, test } from 'vitest'
import { allAnalyzers } from '../analyzers/all-analyzers.ts'
import type { Analyzers, PathAnalyzer } from '../analyzers/analyzer.ts'
import { npmAnalyzer } from '../analyzers/npm/npm-analyzer.ts'
import type { LayerFacts } from '../layers/layer-facts.ts'
import { versionsOf } from '../layers/read-layer.ts'
import { debDatabase } from '../testing/fake-packages.ts'
import { readBytes } from '../testing/read-bytes.ts'
import { file, tar } from '../testing/tar-writer.ts'
import { mergeLayers } from './merge-layers.ts'

const layer = tar([
  debDatabase({ name: 'bash', version: '5.2-1' }),
  file('srv/node_modules/left/package.json', '{"name":"left","version":"1.0.0","license":"MIT"}'),
])

const withNpm = (changed: Partial<PathAnalyzer>): Analyzers => ({
  ...allAnalyzers,
  byPath: allAnalyzers.byPath.map((analyzer) => (analyzer === npmAnalyzer ? { ...analyzer, ...changed } : analyzer)),
})

test('SCN-003: a parser that has become better works with what was kept; no layer is read again', async () => {
  const kept = JSON.parse(JSON.stringify(await readBytes(layer))) as LayerFacts
  const better = withNpm({
    parse: (captured) => {
      const { packages, ...rest } = npmAnalyzer.parse(captured)
      return { ...rest, packages: packages.map((found) => ({ ...found, licenses: ['MIT-0'] })) }
    },
  })
  const licences = (analyzers: Analyzers) =>
    mergeLayers([kept], {}, { analyzers }).components.find(({ name }) => name === 'left')?.licenses
  expect(licences(allAnalyzers)).toEqual(['MIT'])
  expect(licences(better)).toEqual(['MIT-0'])
  expect(versionsOf(better)).toEqual(versionsOf(allAnalyzers))
})

test('SCN-003: one that keeps something else says so by its version, which is part of the key of the kept facts (ANA-2)', () => {
  const more = withNpm({ version: npmAnalyzer.version + 1 })
  expect(versionsOf(more)).toEqual({ ...versionsOf(allAnalyzers), npm: npmAnalyzer.version + 1 })
})
