import type { CapturedText } from '../../layers/layer-facts.ts'
import { isPlainWord, plainText } from '../../plain-text.ts'
import { type Kept, nothing, type Parsed, type PathAnalyzer } from '../analyzer.ts'

/** Java runtimes by the file `release` that lies beside their `bin` folder. */
export const jvmAnalyzer: PathAnalyzer = {
  id: 'jvm',
  version: 1,
  wants: (path) => path === 'release' || path.endsWith('/release'),
  keep: keepFields,
  parse: parseRelease,
}

const FIELDS = ['JAVA_VERSION', 'JAVA_RUNTIME_VERSION', 'IMPLEMENTOR', 'IMPLEMENTOR_VERSION']

/** Other programs have files of that name; only those of Java name its version. */
function keepFields(text: string): Kept {
  const fields = fieldsOf(text)
  if (!('JAVA_VERSION' in fields)) return { ignore: true }
  return { text: JSON.stringify(fields) }
}

/** Lines such as `JAVA_VERSION="17.0.9"`. */
function fieldsOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=')
    const name = line.slice(0, Math.max(equals, 0))
    if (!FIELDS.includes(name)) continue
    const value = line.slice(equals + 1).trim()
    fields[name] = plainText(value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value, 128)
  }
  return fields
}

function parseRelease({ text }: CapturedText): Parsed {
  const fields = JSON.parse(text) as Record<string, string>
  const version = fields.JAVA_VERSION ?? ''
  if (!/^\d/.test(version) || !isPlainWord(version)) return nothing
  const { JAVA_RUNTIME_VERSION: build, IMPLEMENTOR: implementor, IMPLEMENTOR_VERSION: product } = fields
  const says = [implementor, product, build && `build ${build}`].filter(Boolean)
  return {
    packages: [
      {
        ecosystem: 'generic',
        name: 'openjdk',
        version,
        licenses: [],
        confidence: 'installed',
        rule: 'jvm.release',
        detail: [`JAVA_VERSION ${version}`, ...says].join(', '),
      },
    ],
  }
}
