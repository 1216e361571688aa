import { createHash, randomInt } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 36 letters of 62 are more than 214 bits. */
const randomLength = 36
const checkLength = 6

/**
 * A secret that nobody guesses: prefix, 36 random letters, 6 letters of checksum. The checksum lets scanners of leaked
 * secrets and our own door tell a token from other words without asking the database.
 */
export function newToken(prefix = ''): string {
  let random = ''
  for (let i = 0; i < randomLength; i++) random += alphabet[randomInt(alphabet.length)]
  return `${prefix}${random}${checksum(prefix + random)}`
}

/** True when prefix, length and checksum are those of `newToken`. Says nothing about whether it is known. */
export function isWellFormedToken(token: string, prefix = ''): boolean {
  if (!token.startsWith(prefix) || token.length !== prefix.length + randomLength + checkLength) return false
  return checksum(token.slice(0, -checkLength)) === token.slice(-checkLength)
}

/** How a token is kept: its SHA-256. Tokens are random, so that no salt and no slow hash is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function checksum(text: string): string {
  let value = createHash('sha256').update(text).digest().readUInt32BE()
  let letters = ''
  for (let i = 0; i < checkLength; i++) {
    letters = alphabet[value % alphabet.length] + letters
    value = Math.floor(value / alphabet.length)
  }
  return letters
}
