import { normalizePythonName } from '../analyzers/python/python-analyzer.ts'

/**
 * The one spelling under which a package is looked up, whatever spelling an advisory, a package database or a package URL
 * has (MAT-10). `ecosystem` is OSV's word for it, with or without a release.
 */
export function canonicalPackageName(ecosystem: string, name: string): string {
  const rule = rules.get(ecosystem.split(':')[0] ?? '')
  return rule ? rule(name) : name
}

const lowerCase = (name: string) => name.toLowerCase()

const rules: ReadonlyMap<string, (name: string) => string> = new Map([
  ['PyPI', normalizePythonName],
  // Two packages of npm may differ in case alone.
  ['npm', (name) => name.replace(/^%40/, '@').replace(/%2f/i, '/')],
  ['Maven', (name) => (name.includes(':') ? name : name.replace(/\/(?=[^/]*$)/, ':'))],
  // Proxies write a capital letter as `!` and the small one; package URLs have small letters only.
  ['Go', (name) => name.replaceAll('!', '').toLowerCase()],
  ['NuGet', lowerCase],
  ['Packagist', lowerCase],
  ['Bitnami', lowerCase],
  // The registry takes no two crates whose names differ only in these.
  ['crates.io', (name) => name.replaceAll('_', '-').toLowerCase()],
])
