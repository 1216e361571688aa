import { createHmac, randomBytes } from 'node:crypto'
import { seconds } from '../../platform/clock.ts'

const keptFor = seconds(60)
const most = 10_000

/** New at every start: what is remembered is worth nothing outside this process. */
const key = randomBytes(32)

interface Checked {
  readonly passwordHash: string
  readonly until: number
}

const checked = new Map<string, Checked>()

const placeOf = (name: string, password: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([name, password]))
    .digest('base64url')

/**
 * A password that was found right is taken without another slow hash for a minute, as long as the account still has the
 * hash that it was found right against: `docker push` asks for a token per repository (AUT-036).
 */
export const checkedPasswords = {
  isKnown(name: string, password: string, passwordHash: string, now: Date): boolean {
    const found = checked.get(placeOf(name, password))
    return found !== undefined && found.passwordHash === passwordHash && now.getTime() < found.until
  },

  remember(name: string, password: string, passwordHash: string, now: Date): void {
    if (checked.size >= most) checked.clear()
    checked.set(placeOf(name, password), { passwordHash, until: now.getTime() + keptFor })
  },
}
