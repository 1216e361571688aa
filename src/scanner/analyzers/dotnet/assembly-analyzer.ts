import type { CapturedExecutable } from '../../layers/layer-facts.ts'
import { plainText } from '../../plain-text.ts'
import { type ContentAnalyzer, nothing, type Parsed } from '../analyzer.ts'
import { isPackageName, isPackageVersion } from './package-names.ts'

/**
 * Libraries and programs of .NET by the version resource that the compiler writes into them. Where a `.deps.json` file names
 * the file as part of a package, it is that package (see merge/claimed-files.ts).
 */
export const assemblyAnalyzer: ContentAnalyzer = {
  id: 'dotnet-assembly',
  version: 1,
  needles: [],
  parse: parseVersionInfo,
}

function parseVersionInfo({ facts }: CapturedExecutable): Parsed {
  if (facts?.managed !== true || facts.versionInfo === undefined) return nothing
  const { InternalName, OriginalFilename, ProductVersion, FileVersion } = facts.versionInfo
  const name = assemblyName(InternalName) ?? assemblyName(OriginalFilename)
  // Translations of a library's messages lie in files of their own.
  if (name === undefined || name.endsWith('.resources')) return nothing
  const version = releaseOf(ProductVersion) ?? releaseOf(FileVersion)
  return {
    packages: [
      {
        ecosystem: 'nuget',
        name,
        ...(version === undefined ? {} : { version }),
        licenses: [],
        confidence: 'identified',
        rule: 'dotnet.version-resource',
        detail: plainText(`${name} ProductVersion ${ProductVersion ?? ''} FileVersion ${FileVersion ?? ''}`, 256),
      },
    ],
  }
}

function assemblyName(file: string | undefined): string | undefined {
  const name = file?.trim().replace(/\.(dll|exe)$/i, '')
  return name !== undefined && isPackageName(name) ? name : undefined
}

/** The version in front of the commit (`8.0.0+5535e31a`) or of remarks about the build (`4.6.26515.06 @BuiltBy: …`). */
function releaseOf(text: string | undefined): string | undefined {
  const version = text?.trim().split(/[+ ,]/, 1)[0]
  return version !== undefined && isPackageVersion(version) ? version : undefined
}
