import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

interface Cost {
  /** Binary logarithm of scrypt's N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

const present: Cost = { ln: 15, r: 8, p: 3 }
const keyLength = 32
const phc = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,64})\$([A-Za-z0-9+/]{43,88})$/

/** What checking a password says. */
export interface PasswordVerdict {
  readonly correct: boolean
  /** The hash was made with another cost than today's: hash the password again while it is at hand. */
  readonly rehash: boolean
}

/** Hashes a password with scrypt (N=2^15, r=8, p=3) as a PHC string that carries its own parameters. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, present, keyLength)
  return `$scrypt$ln=${present.ln},r=${present.r},p=${present.p}$${base64(salt)}$${base64(key)}`
}

/** Compares in constant time. A hash that cannot be read is never correct. */
export async function verifyPassword(password: string, hash: string): Promise<PasswordVerdict> {
  const [, ln, r, p, salt, key] = phc.exec(hash) ?? []
  if (salt === undefined || key === undefined) return { correct: false, rehash: false }
  const cost: Cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  const expected = Buffer.from(key, 'base64')
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost, expected.length)
  const correct = timingSafeEqual(actual, expected)
  return { correct, rehash: correct && (cost.ln !== present.ln || cost.r !== present.r || cost.p !== present.p) }
}

const nobody = `$scrypt$ln=${present.ln},r=${present.r},p=${present.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** Costs as much time as a real check: for names that nobody has, so that the answer's time tells nothing. */
export async function verifyNothing(password: string): Promise<void> {
  await verifyPassword(password, nobody)
}

function derive(password: string, salt: Buffer, { ln, r, p }: Cost, length: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 1024 * 1024 }
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, length, options, (error, key) =>
          error ? reject(error) : resolve(key),
        )
      }),
  )
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

const atOnce = 2
let running = 0
const waiting: (() => void)[] = []

/** A hash takes 32 MB and a thread of the pool for a fifth of a second: two at a time, the others wait their turn. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
