// go1.9, go1.22.1, go1.21rc2, and with a word behind them: "go1.22.1 X:boringcrypto", "go1.21.5-custom".
const VERSION = /^go(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:(rc|beta)(\d{1,4}))?(?![0-9A-Za-z.])/

/**
 * The version of a Go toolchain as its advisories write it: `go1.21rc2` is `1.21.0-rc.2`. Undefined for toolchains that
 * were built between two releases (`devel …`).
 */
export function toolchainVersion(text: string): string | undefined {
  const [, major, minor, patch = '0', stage, number] = VERSION.exec(text) ?? []
  if (major === undefined || minor === undefined) return undefined
  return `${major}.${minor}.${patch}${stage === undefined ? '' : `-${stage}.${number}`}`
}
