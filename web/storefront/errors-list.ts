import text from '../../docs/errors.md?raw'

/** One refusal of the store, as docs/errors.md lists it. */
export interface ListedError {
  readonly code: string
  /** What the store says, with the names of what varies in braces. */
  readonly sentence: string
}

/** Errors by module, in the order of the document. */
export interface ErrorGroup {
  readonly module: string
  readonly errors: readonly ListedError[]
}

/** Reads the tables of docs/errors.md. */
export function readErrors(document: string): readonly ErrorGroup[] {
  return document
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [module = '', ...lines] = part.split('\n')
      return { module, errors: lines.flatMap(errorIn) }
    })
}

function errorIn(line: string): ListedError[] {
  const match = /^\| `([\w.]+)` \| \w+ \| \d* \| (.*) \|$/.exec(line)
  if (!match) return []
  const [, code = '', sentence = ''] = match
  return [{ code, sentence: sentence.replaceAll('\\|', '|') }]
}

/** Every refusal of this version of the store. */
export const errorGroups = readErrors(text)
