import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { pe } from '../../testing/pe-writer.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { assemblyAnalyzer } from './assembly-analyzer.ts'
import { depsAnalyzer } from './deps-analyzer.ts'

const fixture = readFileSync(join(import.meta.dirname, 'fixtures/app.deps.json'), 'utf8')

function readDeps(text: string, path = 'app/App.deps.json') {
  const kept = depsAnalyzer.keep?.(text, defaultLimits)
  return kept && 'text' in kept ? depsAnalyzer.parse({ path, text: kept.text }) : kept
}

describe('deps.json', () => {
  test('packages and runtime packs of the target that was built for, with their files', () => {
    expect(readDeps(fixture)).toMatchObject({
      packages: [
        {
          name: 'Microsoft.NETCore.App.Runtime.linux-x64',
          version: '8.0.1',
          owns: ['app/System.Text.Json.dll', 'app/libcoreclr.so'],
        },
        { name: 'Newtonsoft.Json', version: '13.0.3', owns: ['app/Newtonsoft.Json.dll'] },
        {
          name: 'SQLitePCLRaw.lib.e_sqlite3',
          version: '2.1.6',
          owns: ['app/runtimes/linux-x64/native/libe_sqlite3.so'],
        },
      ],
    })
    expect(readDeps(fixture, 'App.deps.json')).toMatchObject({
      packages: [{}, { owns: ['Newtonsoft.Json.dll'] }, {}],
    })
  })

  test('what is no such list says nothing or why', () => {
    expect(readDeps('{')).toHaveProperty('unreadable')
    expect(readDeps('{"runtimeTarget":1,"targets":[],"libraries":null}')).toEqual({ ignore: true })
    const odd = {
      runtimeTarget: { name: 't' },
      targets: { t: { 'a b/1.0': {} } },
      libraries: { 'a b/1.0': { type: 'package' } },
    }
    expect(readDeps(JSON.stringify(odd))).toEqual({
      packages: [],
      unreadable: '1 libraries without a usable name or version',
    })
  })

  test('any JSON: never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        readDeps(JSON.stringify(value))
        readDeps(JSON.stringify({ runtimeTarget: { name: 't' }, targets: { t: value }, libraries: value }))
      }),
    )
  })
})

describe('version resources', () => {
  const parse = (versionInfo: Record<string, string>) =>
    assemblyAnalyzer.parse({
      path: 'x',
      hits: [],
      facts: { format: 'pe', needed: [], managed: true, versionInfo },
    }).packages

  const resources: [Record<string, string>, string, string | undefined][] = [
    [{ InternalName: 'Newtonsoft.Json.dll', ProductVersion: '13.0.3+0a2e291c0d9c' }, 'Newtonsoft.Json', '13.0.3'],
    [{ InternalName: 'tool.exe', ProductVersion: '1.0.0-rc.1' }, 'tool', '1.0.0-rc.1'],
    [{ OriginalFilename: 'Old.dll', ProductVersion: '4.6.26515.06 @BuiltBy: x' }, 'Old', '4.6.26515.06'],
    [{ InternalName: 'Odd.dll', ProductVersion: 'beta', FileVersion: '2.1.0.0' }, 'Odd', '2.1.0.0'],
    [{ InternalName: 'Unknown.dll', ProductVersion: 'beta' }, 'Unknown', undefined],
  ]
  test.each(resources)('%o', (info, name, version) => {
    expect(parse(info)).toMatchObject([{ ecosystem: 'nuget', name, ...(version === undefined ? {} : { version }) }])
    if (version === undefined) expect(parse(info)[0]).not.toHaveProperty('version')
  })

  test('translations, nameless files and native programs are no packages', () => {
    expect(parse({ InternalName: 'Thing.resources.dll', ProductVersion: '1.0.0' })).toEqual([])
    expect(parse({ ProductVersion: '1.0.0' })).toEqual([])
    const native = { format: 'pe', needed: [], versionInfo: { InternalName: 'x.dll', ProductVersion: '1.0' } } as const
    expect(assemblyAnalyzer.parse({ path: 'x', hits: [], facts: native }).packages).toEqual([])
  })
})

test('a file that the list names is that package, whatever its version resource says', async () => {
  const assembly = (InternalName: string, ProductVersion: string) =>
    pe({ managed: true, versionInfo: { InternalName, ProductVersion } })
  const image = await imageOf([
    [
      file('app/App.deps.json', fixture),
      file('app/Newtonsoft.Json.dll', assembly('Newtonsoft.Json.dll', '13.0.3+abc')),
      file('app/System.Text.Json.dll', assembly('System.Text.Json.dll', '8.0.123.58001')),
      file('tools/Serilog.dll', assembly('Serilog.dll', '3.1.1')),
    ],
  ])
  expect(image.components.map(({ purl, locations }) => [purl, locations.map(({ path }) => path)])).toEqual([
    ['pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1', ['app/App.deps.json', 'app/System.Text.Json.dll']],
    ['pkg:nuget/Newtonsoft.Json@13.0.3', ['app/App.deps.json', 'app/Newtonsoft.Json.dll']],
    ['pkg:nuget/SQLitePCLRaw.lib.e_sqlite3@2.1.6', ['app/App.deps.json']],
    ['pkg:nuget/Serilog@3.1.1', ['tools/Serilog.dll']],
  ])
  expect(image.components[0]?.confidence).toBe('installed')
})
