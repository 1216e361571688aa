import { minutes } from '../../platform/clock.ts'

/** Failures are forgotten after this long. */
export const failureWindow = minutes(15)

/** Mails with a link that one account is sent within the window because somebody asked for them. */
export const mostMails = 5

/** No name and no e-mail address is longer; what is longer is counted by its beginning. */
const longestName = 320

/** A counted subject and how many failures it may have within the window. */
export interface LimitedKey {
  readonly key: string
  readonly most: number
}

/**
 * What a sign-in is counted under (AUT-037): the pair of name and network is stopped early, a network or a name alone
 * only after many failures, so that a stranger cannot lock somebody out with a few. The network is an IPv4 address or an
 * IPv6 /64 (`networkOf`).
 */
export function limitedKeys(name: string, network: string): readonly [pair: LimitedKey, ...others: LimitedKey[]] {
  const lower = name.toLowerCase().slice(0, longestName)
  return [
    { key: `pair:${lower}|${network}`, most: 10 },
    { key: `address:${network}`, most: 50 },
    { key: `name:${lower}`, most: 100 },
  ]
}

/**
 * Seconds to wait before the next try; 0 when it may be made now. `failures` are the moments of failures, any order.
 */
export function waitSeconds(failures: readonly Date[], most: number, now: Date): number {
  const recent = failures.map((at) => at.getTime()).filter((at) => at > now.getTime() - failureWindow)
  if (recent.length < most) return 0
  const frees = recent.sort((a, b) => b - a)[most - 1] ?? now.getTime()
  return Math.max(1, Math.ceil((frees + failureWindow - now.getTime()) / 1000))
}
