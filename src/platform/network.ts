import { isIPv4, isIPv6 } from 'node:net'

/** Longest text of a caller's address that is told apart: trusted proxies may hand on anything. */
const longestAddress = 64
/** Groups of 16 bits that name an IPv6 network; whoever has one address in it has all of them. */
const networkGroups = 4

/**
 * What a caller is counted under: an IPv4 address by itself (also when written as IPv6), an IPv6 address by its /64, which
 * is what one household or machine is given: "2001:db8:1:2::/64". A text that is no address stands for itself, cut short.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address.slice(0, longestAddress)
  const bare = address.split('%', 1)[0] ?? ''
  if (!isIPv6(bare)) return address.slice(0, longestAddress)
  const embedded = bare.slice(bare.lastIndexOf(':') + 1)
  const groups = groupsOf(isIPv4(embedded) ? `${bare.slice(0, -embedded.length)}${asGroups(embedded)}` : bare)
  if (isMapped(groups))
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  const network = groups.slice(0, networkGroups).map((group) => group.toString(16))
  return `${network.join(':')}::/64`
}

/** IPv4 written as IPv6: ::ffff:192.0.2.1. */
const isMapped = (groups: readonly number[]): boolean =>
  groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff

function asGroups(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** The eight groups of an IPv6 address; "::" stands for as many zeros as are missing. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [before, behind] = [read(head), read(tail ?? '')]
  return [...before, ...new Array<number>(8 - before.length - behind.length).fill(0), ...behind]
}
