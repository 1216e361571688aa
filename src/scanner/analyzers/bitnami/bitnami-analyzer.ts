import type { CapturedText } from '../../layers/layer-facts.ts'
import { nameOf } from '../../layers/paths.ts'
import { plainText } from '../../plain-text.ts'
import type { FoundPackage, Kept, Parsed, PathAnalyzer } from '../analyzer.ts'
import { arrayOf, recordOf, textOf } from '../fields.ts'
import { parseJson } from '../json.ts'
import { packageFromPurl } from '../purl-package.ts'

/** Programs that Bitnami builds, by the component list that lies beside each. */
export const bitnamiAnalyzer: PathAnalyzer = {
  id: 'bitnami',
  version: 1,
  wants: (path) => path.startsWith('opt/bitnami/') && /^\.spdx-.+\.spdx$/.test(nameOf(path)),
  keep: (text, limits) => keepPackages(text, limits.jsonDepth),
  parse: toPackages,
}

interface ListedPackage {
  readonly purl: string
  readonly license: string
}

function keepPackages(text: string, depth: number): Kept {
  const json = parseJson(text, depth)
  if ('unreadable' in json) return json
  const listed = arrayOf(recordOf(json.value).packages).flatMap((entry): ListedPackage[] => {
    const { externalRefs, licenseDeclared, licenseConcluded } = recordOf(entry)
    const purl = arrayOf(externalRefs)
      .map(recordOf)
      .find(({ referenceType }) => referenceType === 'purl')
    const locator = textOf(purl?.referenceLocator)
    const license = [licenseConcluded, licenseDeclared]
      .map(textOf)
      .find((one) => one && !/^NO(NE|ASSERTION)$/.test(one))
    return locator === undefined || locator.length > 1024
      ? []
      : [{ purl: locator, license: plainText(license ?? '', 256) }]
  })
  return listed.length === 0 ? { ignore: true } : { text: JSON.stringify(listed) }
}

function toPackages({ text }: CapturedText): Parsed {
  const listed = JSON.parse(text) as ListedPackage[]
  return { packages: listed.flatMap(({ purl, license }) => toPackage(purl, license === '' ? [] : [license])) }
}

/** What Bitnami built is installed; what it says to be inside of that is its declaration. */
function toPackage(purl: string, licenses: readonly string[]): FoundPackage[] {
  const stated = packageFromPurl(purl)
  if (stated === undefined) return []
  const { ecosystem, name, version } = stated
  // The number of the build is no part of the version that advisories speak of; in their order it would be a pre-release.
  const upstream = ecosystem === 'bitnami' ? version?.replace(/-\d+$/, '') : version
  return [
    {
      ecosystem,
      name,
      ...(upstream === undefined ? {} : { version: upstream }),
      licenses,
      confidence: ecosystem === 'bitnami' ? 'installed' : 'declared',
      rule: 'bitnami.spdx',
      detail: plainText(purl, 512),
    },
  ]
}
