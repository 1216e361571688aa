import { gunzipSync, inflateSync } from 'node:zlib'
import { orNothing } from './byte-view.ts'
import type { ExecutableFacts } from './executable-facts.ts'
import { readGoBuildInfo } from './go-build-info.ts'
import { fileOffset, type LoadedImage, sectionBytes } from './loaded-image.ts'

// A section may inflate to 64 MiB (LIM-6), but these hold JSON, of which not more than 8 MiB are read (LIM-5).
const MAX_JSON_BYTES = 8 * 1024 * 1024

/** What compilers of several languages left in a program about the packages it is made of. */
export function readEmbedded(image: LoadedImage): Pick<ExecutableFacts, 'go' | 'rust' | 'sbom'> {
  const go = orNothing(() => readGoBuildInfo(image))
  const rust = orNothing(() => auditable(image))
  const sbom = orNothing(() => nativeImageSbom(image))
  return {
    ...(go === undefined ? {} : { go }),
    ...(rust === undefined ? {} : { rust }),
    ...(sbom === undefined ? {} : { sbom }),
  }
}

/** The list of crates that cargo-auditable leaves, as zlib of JSON. */
function auditable(image: LoadedImage): string | undefined {
  const section = sectionBytes(image, '.dep-v0')
  return section && unpacked(section, inflateSync)
}

const SBOM = 'sbom'
const SBOM_LENGTH = 'sbom_length'
// Symbols called "sbom" are not rare enough; this one only GraalVM has.
const GRAALVM = '__svm_version_info'

/** The CycloneDX document that GraalVM's native-image embeds, as gzip at a symbol, its length at another. */
function nativeImageSbom(image: LoadedImage): string | undefined {
  const symbols = image.symbols([SBOM, SBOM_LENGTH, GRAALVM])
  const [start, lengthAt] = [symbols.get(SBOM), symbols.get(SBOM_LENGTH)]
  if (start === undefined || lengthAt === undefined || !symbols.has(GRAALVM)) return undefined
  const length = image.view.u64(fileOffset(image.mapped, lengthAt, 8))
  return unpacked(image.view.slice(fileOffset(image.mapped, start, length), length), gunzipSync)
}

function unpacked(bytes: Buffer, unpack: typeof inflateSync): string | undefined {
  try {
    return unpack(bytes, { maxOutputLength: MAX_JSON_BYTES }).toString('utf8')
  } catch {
    // Damaged, or too large: this signal is dropped, the others stay.
    return undefined
  }
}
