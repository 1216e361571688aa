/** The import path of the main package in the module table that the Go linker leaves. */
export function goPackage(modules: string): string | undefined {
  return /^path\t([^\t\n]{1,512})$/m.exec(modules)?.[1]
}

const LONGEST = 65_536

/**
 * Versions that the build itself states: that of the main module, or what the linker was told to put into a variable whose
 * name ends in "version" or the like. Development versions say nothing (MAT-7).
 */
export function goVersions(modules: string): string[] {
  const main = /^mod\t[^\t\n]{1,512}\tv?(\d{1,5}\.\d{1,5}\.\d{1,5}(?:[-+][-+.\w]{1,64})?)\t?/m.exec(modules)?.[1]
  if (main !== undefined && !isPseudo(main)) return [main.replace('+incompatible', '')]
  const flags = /^build\t-ldflags=([^\n]*)$/m.exec(modules)?.[1]?.slice(0, LONGEST) ?? ''
  const set =
    /[./](?:build|Build|git|Git|release)?(?:[vV]ersion|VERSION|RELEASE|Describe|Tag)=v?(\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[.\w]{1,32})?)(?=["'\s]|$)/g
  return [...new Set([...flags.matchAll(set)].map((match) => match[1] ?? ''))]
}

/** The version of Go in what the linker calls it: `go1.22.1`. */
export function toolchainVersions(version = ''): string[] {
  const match = /^go(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:(?:alpha|beta|rc)\d{1,3})?)\b/.exec(version)
  return match?.[1] === undefined ? [] : [match[1]]
}

/** A version made from a commit: no release. */
function isPseudo(version: string): boolean {
  return /\d{14}-[0-9a-f]{12}/.test(version)
}
