import type { Component } from '../merge/image-components.ts'

const headersAndTools =
  /^(linux-libc-dev|linux-headers.*|linux-kbuild-.*|linux-compiler-.*|linux-config-.*|linux-support-.*|linux-doc.*|linux-source.*)$/
const rpmHeaders = /^kernel-(headers|devel|doc|cross-headers|abi-.*)$/

/**
 * Why flaws of a source do no harm in this package, although its version is affected: it holds only headers and build tools
 * of the kernel, or nothing that could run (MAT-6). Undefined when they may.
 */
export function harmlessReason(
  component: Pick<Component, 'ecosystem' | 'name' | 'source' | 'hasNothingExecutable'>,
): string | undefined {
  const { ecosystem, name, source } = component
  if (ecosystem === 'rpm') return rpmHeaders.test(name) ? 'only headers or tools of the kernel' : undefined
  // Records for other packages name what they are about; only here all packages of a source are meant.
  if (ecosystem !== 'deb' && ecosystem !== 'apk') return undefined
  if (/^linux(-|$)/.test(source?.name ?? name) && headersAndTools.test(name))
    return 'only headers or tools of the kernel'
  return component.hasNothingExecutable ? 'source affected, nothing executable here' : undefined
}
