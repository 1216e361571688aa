import { isPlainWord, plainText } from '../../plain-text.ts'
import { type Confidence, type Kept, nothing, type Parsed } from '../analyzer.ts'

const kept = /^(Name|Version|License|License-Expression|Classifier): *(.{1,500})$/i

/** The lines of the head that say something. The long description follows after the first empty line and is dropped. */
export function keepHeaders(text: string): Kept {
  const end = text.search(/\r?\n\r?\n/)
  const lines = (end < 0 ? text : text.slice(0, end)).split(/\r?\n/).filter((line) => kept.test(line))
  const wanted = lines.filter((line) => !/^Classifier:/i.test(line) || /License ::/.test(line)).slice(0, 50)
  return wanted.length === 0 ? { ignore: true } : { text: wanted.join('\n') }
}

/** Where metadata was found, and what that says. */
export interface FoundMetadata {
  readonly confidence: Confidence
  readonly rule: string
  /** Shown behind name and version. */
  readonly detail?: string
}

/** Reads core metadata, of which only the head was kept. */
export function parseMetadata(text: string, { confidence, rule, detail }: FoundMetadata): Parsed {
  const fields = text.split('\n').flatMap((line) => {
    const match = kept.exec(line)
    return match?.[1] && match[2] ? [[match[1].toLowerCase(), match[2].trim()] as const] : []
  })
  const first = (key: string) => fields.find(([name]) => name === key)?.[1]
  const stated = first('name')
  const version = first('version')
  if (!stated || !version) return { packages: [], unreadable: 'no name or no version' }
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(stated) || !isPlainWord(version)) return nothing
  return {
    packages: [
      {
        ecosystem: 'pypi',
        name: normalizePythonName(stated),
        version,
        licenses: licensesOf(fields),
        confidence,
        rule,
        detail: [`${stated} ${version}`, ...(detail === undefined ? [] : [plainText(detail, 512)])].join(' '),
      },
    ],
  }
}

/** Names differ in case and separators only by habit (PEP 503). */
export function normalizePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/** The expression if there is one, else the classifiers, else the free text. */
function licensesOf(fields: readonly (readonly [string, string])[]): string[] {
  const all = (key: string) => fields.filter(([name]) => name === key).map(([, value]) => plainText(value, 256))
  const expression = all('license-expression')
  if (expression.length > 0) return expression
  const classifiers = all('classifier').map((value) => value.split('::').at(-1)?.trim() ?? value)
  const free = all('license').filter((value) => value !== 'UNKNOWN' && value.length < 100)
  return classifiers.length > 0 ? classifiers : free
}
