import type { Advisory } from './advisory.ts'
import { erratumKind } from './errata.ts'

/** What of an advisory says which vulnerabilities it is about. */
export type Named = Pick<Advisory, 'id' | 'aliases' | 'upstream' | 'related'>

/**
 * Every name under which the vulnerabilities of an advisory are known, sorted: its own, aliases and upstream. What is only
 * related is something else, except for errata, which fix it (ADV-6).
 */
export function namesOf(advisory: Named): string[] {
  const fixed = erratumKind(advisory.id) === undefined ? [] : advisory.related.filter(isCve)
  return [...new Set([advisory.id, ...advisory.aliases, ...advisory.upstream, ...fixed])].sort()
}

/** The CVEs that an advisory stands for, sorted: each is a vulnerability of its own (ADV-6). Empty when there is none. */
export function cvesOf(advisory: Named): string[] {
  return namesOf(advisory).filter(isCve)
}

function isCve(name: string): boolean {
  return /^CVE-[0-9]{4}-[0-9]{4,}$/.test(name)
}
