import { isReleaseVersion } from './module-version.ts'

const VARIABLES = /^(app|build|git|release|program|current|cli)?_?(version|tag)(_?(string|number|tag))?$/i

/**
 * The version of the main module that the builder gave to the linker (`-ldflags "-X main.version=1.2.3"`), with a leading
 * `v` as Go writes versions (MAT-7). Variables of package main count before those of the module, those before others;
 * undefined when there is none, and when the best ones contradict each other.
 */
export function linkerVersion(flags: string, modulePath: string): string | undefined {
  const found: Set<string>[] = [new Set(), new Set(), new Set()]
  for (const { variable, value } of assignments(flags)) {
    const dot = variable.lastIndexOf('.')
    const version = value.startsWith('v') ? value : `v${value}`
    const [packagePath, name] = [variable.slice(0, dot), variable.slice(dot + 1)]
    if (dot < 0 || !VARIABLES.test(name) || !isReleaseVersion(version)) continue
    const rank = packagePath === 'main' ? 0 : packagePath.startsWith(modulePath) ? 1 : 2
    found[rank]?.add(version)
  }
  const best = found.find((versions) => versions.size > 0)
  return best?.size === 1 ? [...best][0] : undefined
}

function* assignments(flags: string): Generator<{ variable: string; value: string }> {
  const words = splitWords(flags)
  for (const [index, word] of words.entries()) {
    if (word !== '-X' && word !== '--X' && !word.startsWith('-X=') && !word.startsWith('--X=')) continue
    const assignment = word.endsWith('X') ? (words[index + 1] ?? '') : word.slice(word.indexOf('=') + 1)
    const equals = assignment.indexOf('=')
    if (equals > 0) yield { variable: assignment.slice(0, equals), value: assignment.slice(equals + 1) }
  }
}

/** Words between white space; a word may stand in quotes, which go command lines do not escape. */
function splitWords(flags: string): string[] {
  const words: string[] = []
  let at = 0
  while (at < flags.length) {
    const char = flags[at] ?? ''
    if (isSpace(char)) {
      at++
    } else if (char === '"' || char === "'") {
      const end = flags.indexOf(char, at + 1)
      words.push(flags.slice(at + 1, end < 0 ? flags.length : end))
      at = end < 0 ? flags.length : end + 1
    } else {
      const start = at
      while (at < flags.length && !isSpace(flags[at] ?? '')) at++
      words.push(flags.slice(start, at))
    }
  }
  return words
}

const isSpace = (char: string) => char === ' ' || char === '\t' || char === '\n' || char === '\r'
