import { BlockList, isIP } from 'node:net'

/**
 * Networks that are not the public internet (IANA special-purpose registries), and addresses under which clouds serve
 * credentials to their machines. Tunnels that carry an IPv4 address inside are among them: they would be a way around.
 */
const networks: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Everything below ::1.0.0.0 too: the unspecified address, loopback, and IPv4 in its oldest dress.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

const listed = new BlockList()
for (const [network, prefix] of networks) listed.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')

/** True for an IP address that is not on the public internet; IPv4 inside IPv6 (::ffff:127.0.0.1) is looked through. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.split('%')[0] ?? ''
  const family = isIP(bare)
  if (family === 0) return true
  return listed.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}
