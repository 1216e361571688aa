import type { CapturedExecutable } from '../../layers/layer-facts.ts'
import { plainText } from '../../plain-text.ts'
import { type ContentAnalyzer, type FoundPackage, nothing, type Parsed } from '../analyzer.ts'
import { linkerVersion } from './linker-version.ts'
import { type GoModule, type GoModuleTable, parseModuleTable } from './module-table.ts'
import { isModuleVersion, isReleaseVersion } from './module-version.ts'
import { toolchainVersion } from './toolchain-version.ts'

/** Modules of Go programs and libraries by the build info that the linker leaves in them. */
export const goAnalyzer: ContentAnalyzer = {
  id: 'go',
  version: 1,
  needles: [],
  parse: parseBuildInfo,
}

function parseBuildInfo({ facts }: CapturedExecutable): Parsed {
  if (facts?.go === undefined) return nothing
  const table = parseModuleTable(facts.go.modules)
  const found = [
    ...toolchainPackages(facts.go.version, table),
    ...(table.main ? [mainModule(table.main, table)] : []),
    ...table.dependencies.map(dependency),
  ]
  const packages = found.filter((each) => isModulePath(each.name))
  const unusable = found.length - packages.length
  return { packages, ...(unusable === 0 ? {} : { unreadable: `${unusable} modules without a usable path` }) }
}

/** The standard library is part of every program; the go command itself is judged as the toolchain, too. */
function toolchainPackages(version: string, { packagePath }: GoModuleTable): FoundPackage[] {
  const names = packagePath === 'cmd/go' ? ['stdlib', 'toolchain'] : ['stdlib']
  return names.map((name) => goPackage(name, toolchainVersion(version), 'go.toolchain', version))
}

/**
 * MAT-7: the release that the module system knew, which may be by the tag of the checkout; else the version that the
 * builder gave to the linker; else the commit.
 */
function mainModule(main: GoModule, { settings }: GoModuleTable): FoundPackage {
  const stated = known(main.version)
  const linked = isReleaseVersion(stated) ? undefined : linkerVersion(settings.get('-ldflags') ?? '', main.path)
  const detail = `mod ${main.path} ${main.version}${linked ? `, linker: ${linked}` : ''}`
  return { ...goPackage(main.path, linked ?? stated, 'go.main', detail), isMainModule: true }
}

function dependency({ path, version, replacement }: GoModule): FoundPackage {
  const detail = `dep ${path} ${version}`
  if (replacement === undefined) return goPackage(path, known(version), 'go.dependency', detail)
  const replaced = `${detail} => ${replacement.path} ${replacement.version}`
  // A folder instead of a module: it is still that module, at a version that nobody knows.
  if (!isModuleVersion(replacement.version)) return goPackage(path, undefined, 'go.replaced', replaced)
  return goPackage(replacement.path, known(replacement.version), 'go.replaced', replaced)
}

function goPackage(name: string, version: string | undefined, rule: string, detail: string): FoundPackage {
  return {
    ecosystem: 'golang',
    name,
    ...(version === undefined ? {} : { version }),
    licenses: [],
    confidence: 'identified',
    rule,
    detail: plainText(detail.trimEnd(), 256),
  }
}

const isModulePath = (path: string) => path.length <= 256 && /^[\w.~!+-]+(?:\/[\w.~!+-]+)*$/.test(path)

/** Undefined for `(devel)`, and where the linker did not know. */
const known = (version: string) => (isModuleVersion(version) ? version : undefined)
