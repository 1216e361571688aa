import type { CapturedText } from '../../layers/layer-facts.ts'
import type { Limits } from '../../layers/limits.ts'
import { folderOf, nameOf } from '../../layers/paths.ts'
import type { FoundPackage, Kept, Parsed, PathAnalyzer } from '../analyzer.ts'
import { parseJson } from '../json.ts'
import { isPackageName, isPackageVersion } from './package-names.ts'

/** Packages of .NET programs and of the shared runtime, by the list that the build leaves beside them. */
export const depsAnalyzer: PathAnalyzer = {
  id: 'dotnet-deps',
  version: 1,
  wants: (path) => path.endsWith('.deps.json'),
  keep: keepLibraries,
  parse: parseLibraries,
}

/** What is kept of one library: its name, version and the paths of its files within the program's folder. */
type KeptLibrary = readonly [name: string, version: string, files: readonly string[]]

const MAX_LIBRARIES = 10_000
const MAX_FILES = 1000
const RUNTIME_PACK = 'runtimepack.'

/** Only packages, as the target for which the program was built has them; projects are the program itself. */
function keepLibraries(text: string, limits: Limits): Kept {
  const json = parseJson(text, limits.jsonDepth)
  if ('unreadable' in json) return json
  const { runtimeTarget, targets, libraries } = fieldsOf(json.value)
  const targetName = typeof runtimeTarget === 'string' ? runtimeTarget : fieldsOf(runtimeTarget).name
  const target = fieldsOf(typeof targetName === 'string' ? fieldsOf(targets)[targetName] : undefined)
  const known = fieldsOf(libraries)
  const kept: KeptLibrary[] = []
  for (const [key, assets] of Object.entries(target).slice(0, MAX_LIBRARIES)) {
    const { type } = fieldsOf(known[key])
    const slash = key.lastIndexOf('/')
    const name = key.slice(0, slash)
    if (slash < 0 || (type !== 'package' && type !== 'runtimepack')) continue
    const id = type === 'runtimepack' && name.startsWith(RUNTIME_PACK) ? name.slice(RUNTIME_PACK.length) : name
    kept.push([id, key.slice(slash + 1), filesOf(assets)])
  }
  return kept.length === 0 ? { ignore: true } : { text: JSON.stringify(kept) }
}

/** Files for one machine lie in the program's folder itself, those for several in folders named after them. */
function filesOf(assets: unknown): string[] {
  const { runtime, native, runtimeTargets } = fieldsOf(assets)
  const flat = [runtime, native].flatMap((list) => Object.keys(fieldsOf(list)).map(nameOf))
  return [...flat, ...Object.keys(fieldsOf(runtimeTargets))].slice(0, MAX_FILES)
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function parseLibraries({ path, text }: CapturedText): Parsed {
  const libraries = JSON.parse(text) as KeptLibrary[]
  const usable = libraries.filter(([name, version]) => isPackageName(name) && isPackageVersion(version))
  const folder = folderOf(path)
  const unusable = libraries.length - usable.length
  return {
    packages: usable.map((library) => toPackage(library, folder === '' ? '' : `${folder}/`)),
    ...(unusable === 0 ? {} : { unreadable: `${unusable} libraries without a usable name or version` }),
  }
}

function toPackage([name, version, files]: KeptLibrary, folder: string): FoundPackage {
  return {
    ecosystem: 'nuget',
    name,
    version,
    licenses: [],
    confidence: 'installed',
    rule: 'dotnet.deps-json',
    detail: `${name}/${version}`,
    owns: files.map((file) => `${folder}${file}`),
  }
}
