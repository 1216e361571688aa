import type { CapturedText } from '../../layers/layer-facts.ts'
import { nameOf } from '../../layers/paths.ts'
import { plainText } from '../../plain-text.ts'
import type { Kept, Parsed, PathAnalyzer } from '../analyzer.ts'
import { isPackage } from '../package-name.ts'
import { readWhole } from '../whole-file.ts'
import { cycloneDxList, spdxList } from './bill-of-materials.ts'
import {
  bundlerList,
  cargoList,
  composerList,
  goList,
  nugetList,
  pythonLockList,
  requirementsList,
} from './language-lists.ts'
import type { ListReader, Locked } from './locked.ts'
import { npmList, pnpmList, yarnList } from './node-lists.ts'

/** Packages that a lockfile or a bill of materials only lists: confidence `declared`, off the totals (SHP-4, SCN-026). */
export const declaredAnalyzer: PathAnalyzer = {
  id: 'declared',
  version: 1,
  adds: 'detail',
  wants: (path) => readerOf(path) !== undefined && !isOfADependency(path),
  read: (file, { textFileBytes, jsonDepth }) =>
    readWhole(file, textFileBytes, (bytes) => keepList(file.path, bytes.toString('utf8'), jsonDepth)),
  parse: parseList,
}

const byName: Readonly<Record<string, ListReader>> = {
  'package-lock.json': npmList,
  'npm-shrinkwrap.json': npmList,
  'yarn.lock': yarnList,
  'pnpm-lock.yaml': pnpmList,
  'poetry.lock': pythonLockList,
  'uv.lock': pythonLockList,
  'requirements.txt': requirementsList,
  'Gemfile.lock': bundlerList,
  'composer.lock': composerList,
  'go.mod': goList,
  'Cargo.lock': cargoList,
  'packages.lock.json': nugetList,
  'bom.json': cycloneDxList,
}

function readerOf(path: string): ListReader | undefined {
  const name = nameOf(path)
  if (Object.hasOwn(byName, name)) return byName[name]
  if (name.endsWith('.cdx.json')) return cycloneDxList
  return name.endsWith('.spdx.json') ? spdxList : undefined
}

// A lockfile inside an installed package says what its makers developed with, nothing about this image.
const dependencyFolders = /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|vendor|pkg\/mod|registry\/src)\//

function isOfADependency(path: string): boolean {
  return dependencyFolders.test(path)
}

function keepList(path: string, text: string, maxDepth: number): Kept {
  const listed = readerOf(path)?.(text, maxDepth) ?? []
  if ('unreadable' in listed) return listed
  const known = new Map(listed.filter(isUsable).map((one) => [`${one.ecosystem} ${one.name} ${one.version}`, one]))
  return known.size === 0 ? { ignore: true } : { text: JSON.stringify([...known.values()]) }
}

function isUsable({ ecosystem, name, version }: Locked): boolean {
  return isPackage(ecosystem, name, version)
}

function parseList({ path, text }: CapturedText): Parsed {
  const file = nameOf(path).slice(0, 100)
  return {
    packages: (JSON.parse(text) as Locked[]).map(({ ecosystem, name, version }) => ({
      ecosystem,
      name,
      version,
      licenses: [],
      confidence: 'declared',
      rule: `declared.${ecosystem}`,
      detail: plainText(`${file}: ${name} ${version}`, 512),
    })),
  }
}
