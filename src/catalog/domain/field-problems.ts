import type { FieldProblem } from '../../platform/errors.ts'

/** The problem when the condition holds. */
export function when(condition: boolean, problem: FieldProblem): FieldProblem[] {
  return condition ? [problem] : []
}

/** The problem when the text is blank. */
export function required(field: string, text: string, message: string): FieldProblem[] {
  return when(text.trim() === '', { field, message })
}

/** A problem when the text has more than `most` characters (Unicode code points). */
export function atMost(field: string, text: string, most: number): FieldProblem[] {
  return when([...text].length > most, { field, message: `Use at most ${most} characters.` })
}

/** A problem when a text that was given is not an http or https address. */
export function webAddress(field: string, text: string): FieldProblem[] {
  return when(text !== '' && !isWebAddress(text), {
    field,
    message: 'This is not a web address. Write it in full, like https://example.com/page.',
  })
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && hostname !== ''
}
