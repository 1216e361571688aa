import type { Parsed, PathAnalyzer } from '../analyzer.ts'
import { foundPackages } from './found-packages.ts'
import type { RpmPackage } from './rpm-package.ts'

/** Packages of images without a package manager, from the table that their maker leaves instead of the database. */
export const rpmManifestAnalyzer: PathAnalyzer = {
  id: 'rpm-manifest',
  version: 1,
  wants: (path) => path === 'var/lib/rpmmanifest/container-manifest-2',
  parse: ({ text }) => parseManifest(text),
}

/**
 * Reads lines of tab-separated columns: name, version-release, time of installation, time of building, vendor, epoch or
 * `(none)`, size, architecture, epoch as a number, source package.
 */
export function parseManifest(text: string): Parsed {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const packages = lines.map(readLine).filter((item) => item !== undefined)
  const { packages: found, unreadable } = foundPackages(packages, 'rpm.manifest')
  const broken = lines.length - packages.length
  const reasons = [...(broken > 0 ? [`${broken} lines that are no package`] : []), ...(unreadable ? [unreadable] : [])]
  return { packages: found, ...(reasons.length > 0 && { unreadable: reasons.join('; ') }) }
}

function readLine(line: string): RpmPackage | undefined {
  const [name, versionRelease = '', , , vendor, epoch, , architecture, , sourceRpm] = line.trimEnd().split('\t')
  const dash = versionRelease.lastIndexOf('-')
  if (!name || dash < 1) return undefined
  return {
    name,
    version: versionRelease.slice(0, dash),
    release: versionRelease.slice(dash + 1),
    ...(epoch && /^[0-9]{1,10}$/.test(epoch) && { epoch: Number(epoch) }),
    ...(vendor && { vendor }),
    ...(architecture && { architecture }),
    ...(sourceRpm && { sourceRpm }),
  }
}
