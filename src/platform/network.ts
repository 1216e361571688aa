import ipaddr from 'ipaddr.js'

/** Longest text of a caller's address that is told apart: trusted proxies may hand on anything. */
const longestAddress = 64
/** Groups of 16 bits that name an IPv6 network; whoever has one address in it has all of them. */
const networkGroups = 4

/**
 * What a caller is counted under: an IPv4 address by itself (also when written as IPv6), an IPv6 address by its /64, which
 * is what one household or machine is given: "2001:db8:1:2::/64". A text that is no address stands for itself, cut short.
 */
export function networkOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address.slice(0, longestAddress)
  const ip = ipaddr.process(address)
  if (ip instanceof ipaddr.IPv4) return ip.toString()
  const network = ip.parts.slice(0, networkGroups).map((group) => group.toString(16))
  return `${network.join(':')}::/64`
}
