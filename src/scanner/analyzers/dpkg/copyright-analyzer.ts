import { plainText } from '../../plain-text.ts'
import type { Kept, PathAnalyzer } from '../analyzer.ts'

/** Licences of Debian packages, from the copyright file that each of them carries. */
export const copyrightAnalyzer: PathAnalyzer = {
  id: 'dpkg-copyright',
  version: 1,
  // Without it a component lacks its licence, but no component is missed.
  adds: 'detail',
  wants: (path) => /^usr\/share\/doc\/[^/]+\/copyright$/.test(path),
  keep: keepLicenses,
  parse: ({ text }) => ({ packages: [], licenses: text.split('\n').filter(Boolean) }),
}

const MAX_LICENSES = 40

/** Machine-readable files state licences by name; older ones at least refer to the texts that every system has. */
function keepLicenses(text: string): Kept {
  const isMachineReadable = /^Format(-Specification)?:/im.test(text.slice(0, 2000))
  const pattern = isMachineReadable
    ? /^License: *(\S[^\r\n]{0,200})/gm
    : /\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9+-]*(?:\.[0-9]+)*)/g
  const names = new Set<string>()
  for (const [, name = ''] of text.matchAll(pattern)) {
    names.add(plainText(name.trim(), 200))
    if (names.size === MAX_LICENSES) break
  }
  return names.size === 0 ? { ignore: true } : { text: [...names].sort().join('\n') }
}
