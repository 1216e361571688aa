import type { AccountId } from '../../platform/actor.ts'
import type { FieldProblem } from '../../platform/errors.ts'

export type AccountKind = 'user' | 'organization'

/** A person or an organization. Its name is its namespace in the registry. */
export interface Account {
  readonly id: AccountId
  readonly kind: AccountKind
  readonly name: string
  readonly fullName: string
  /** Users only. */
  readonly email?: string
  readonly emailVerified: boolean
  readonly createdAt: Date
}

/** Names that mean something else in paths and image names (AUT-062). */
const reserved: ReadonlySet<string> = new Set(
  'store holding library community user users admin api auth v2 system root chandlery docker official support staff'.split(
    ' ',
  ),
)

/** What is wrong with a new account name; undefined when it may be taken. Names are path components of images. */
export function nameProblem(name: string): string | undefined {
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name)) {
    return 'Use lower-case letters and digits; single dots, dashes and underscores may stand between them.'
  }
  if (name.length < 3 || name.length > 39) return 'Use 3 to 39 characters.'
  if (reserved.has(name)) return 'This name is reserved. Choose another one.'
  return undefined
}

/** What is wrong with an e-mail address. Whether it exists is proven by the link that is mailed to it. */
export function emailProblem(email: string): string | undefined {
  const looksRight = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}\.[^\s@<>".]{2,}$/.test(email)
  return looksRight ? undefined : 'This does not look like an e-mail address.'
}

/** What is wrong with a new password: length counts, not kinds of characters. */
export function passwordProblem(password: string, name: string, email: string): string | undefined {
  if ([...password].length < 10) return 'Use at least 10 characters. A short sentence is easy to remember.'
  if (password.length > 256) return 'Use at most 256 characters.'
  const lower = password.toLowerCase()
  if (lower === name.toLowerCase() || lower === email.toLowerCase()) return 'Do not use your name or address.'
  if (new Set(lower).size < 4) return 'Use more different characters.'
  return undefined
}

/** All problems of a sign-up, by field. */
export function signUpProblems(input: { username: string; email: string; password: string }): FieldProblem[] {
  const { username, email, password } = input
  return Object.entries({
    username: nameProblem(username),
    email: emailProblem(email),
    password: passwordProblem(password, username, email),
  }).flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]))
}
