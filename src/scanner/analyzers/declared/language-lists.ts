import { arrayOf, recordOf, textOf } from '../fields.ts'
import { parseJson } from '../json.ts'
import { normalizePythonName } from '../python/metadata.ts'
import type { ListReader, Locked } from './locked.ts'

/** `poetry.lock`, `uv.lock`: tables called `[[package]]` with a name and a version. */
export const pythonLockList: ListReader = (text) =>
  packageTables(text).map(({ name, version }) => ({ ecosystem: 'pypi', name: normalizePythonName(name), version }))

/** `Cargo.lock`: packages without a source are the project's own. */
export const cargoList: ListReader = (text) =>
  packageTables(text)
    .filter(({ source }) => source !== undefined)
    .map(({ name, version }) => ({ ecosystem: 'cargo', name, version }))

interface PackageTable {
  readonly name: string
  readonly version: string
  readonly source?: string
}

/** Tables of the one shape that lockfiles in TOML have: `key = "value"` below `[[package]]`. */
function packageTables(text: string): PackageTable[] {
  const tables = text.split(/^\[\[package\]\]\s*$/m).slice(1)
  return tables.flatMap((table) => {
    const own = table.split(/^\[/m)[0] ?? ''
    const field = (key: string) =>
      new RegExp(`^${key} = (?:"([^"\\n]{1,300})"|\\{([^\\n]{1,300})\\})`, 'm').exec(own)?.slice(1).find(Boolean)
    const [name, version, source] = [field('name'), field('version'), field('source')]
    if (name === undefined || version === undefined) return []
    return [{ name, version, ...(source === undefined ? {} : { source }) }]
  })
}

/** `requirements.txt`: only lines that name one exact version. */
export const requirementsList: ListReader = (text) =>
  text.split(/\r?\n/).flatMap((line): Locked[] => {
    const match =
      /^\s{0,16}([A-Za-z0-9][\w.-]{0,200})\s{0,8}(?:\[[\w., -]{0,100}\])?\s{0,8}===?\s{0,8}([\w.!+-]{1,100})(?![\w.!+*-])/.exec(
        line,
      )
    return match?.[1] && match[2] ? [{ ecosystem: 'pypi', name: normalizePythonName(match[1]), version: match[2] }] : []
  })

/** `Gemfile.lock`: the specs of the sections that name a server; those of `PATH` and `GIT` are not released gems. */
export const bundlerList: ListReader = (text) => {
  const found: Locked[] = []
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) section = line
    const match = section === 'GEM' ? /^ {4}([\w.-]{1,200}) \((\d[\w.]{0,100})(?:-[\w.-]{1,60})?\)$/.exec(line) : null
    if (match?.[1] && match[2]) found.push({ ecosystem: 'gem', name: match[1], version: match[2] })
  }
  return found
}

/** `composer.lock`: what is needed to run, and to develop. */
export const composerList: ListReader = (text, maxDepth) => {
  const json = parseJson(text, maxDepth)
  if ('unreadable' in json) return json
  const lock = recordOf(json.value)
  return [...arrayOf(lock.packages), ...arrayOf(lock['packages-dev'])].flatMap((entry): Locked[] => {
    const [name, version] = [textOf(recordOf(entry).name), textOf(recordOf(entry).version)]
    if (name === undefined || version === undefined) return []
    return [{ ecosystem: 'composer', name: name.toLowerCase(), version: version.replace(/^v(?=\d)/, '') }]
  })
}

/** `go.mod`: required modules, alone or in a block. */
export const goList: ListReader = (text) => {
  const found: Locked[] = []
  let isInBlock = false
  for (const line of text.split(/\r?\n/)) {
    if (/^require\s{1,8}\(/.test(line)) isInBlock = true
    else if (line.startsWith(')')) isInBlock = false
    const match = /^(?:require)?\s{1,16}([\w.~/-]{1,300}) (v\d[\w.+-]{0,200})/.exec(line)
    if (match?.[1] && match[2] && (isInBlock || line.startsWith('require'))) {
      found.push({ ecosystem: 'golang', name: match[1], version: match[2] })
    }
  }
  return found
}

/** `packages.lock.json` of NuGet: for each framework the resolved packages. */
export const nugetList: ListReader = (text, maxDepth) => {
  const json = parseJson(text, maxDepth)
  if ('unreadable' in json) return json
  const frameworks = Object.values(recordOf(recordOf(json.value).dependencies))
  return frameworks.flatMap((packages) =>
    Object.entries(recordOf(packages)).flatMap(([name, entry]): Locked[] => {
      const { resolved, type } = recordOf(entry)
      return typeof resolved === 'string' && type !== 'Project' ? [{ ecosystem: 'nuget', name, version: resolved }] : []
    }),
  )
}
