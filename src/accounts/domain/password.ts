const shortest = 10
const longest = 256

/** Words that stand at the top of every list of guessed passwords and are long enough to pass. */
const wellKnown = new Set([
  '1234567890',
  '0123456789',
  '0987654321',
  '1234567891',
  '12345678910',
  '123456789a',
  'qwertyuiop',
  'qwerty12345',
  'qwertyuiop123',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'password12',
  'password123',
  'password1234',
  'password12345',
  'passwordpassword',
  'iloveyou12',
  'letmein123',
  'welcome123',
  'welcome1234',
  'administrator',
  'changeme123',
  'abcdefghij',
  'abcd123456',
  'abc1234567',
  'football123',
  'sunshine123',
  'princess123',
])

/**
 * What is wrong with a new password, in a sentence; undefined when nothing is. Length counts, not a mix of signs:
 * at least 10 characters, at most 256, not the account's own name or address, not a well-known one.
 */
export function passwordProblem(password: string, person: { name: string; email: string }): string | undefined {
  if ([...password].length < shortest) return `Use at least ${shortest} characters. A few words in a row do well.`
  if (password.length > longest) return `Use at most ${longest} characters.`
  const plain = password.toLowerCase()
  if (plain === person.name || plain === person.email.toLowerCase()) {
    return 'The password must not be your user name or e-mail address.'
  }
  if (wellKnown.has(plain) || new Set(plain).size < 4) {
    return 'This password is among the first that an attacker tries. Choose another.'
  }
  return undefined
}
