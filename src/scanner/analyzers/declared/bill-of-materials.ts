import { arrayOf, recordOf, textOf } from '../fields.ts'
import { parseJson } from '../json.ts'
import { packageFromPurl } from '../purl-package.ts'
import type { ListReader, Locked } from './locked.ts'

/** CycloneDX as JSON: components with package URLs, also those within components. */
export const cycloneDxList: ListReader = (text, maxDepth) => {
  const json = parseJson(text, maxDepth)
  if ('unreadable' in json) return json
  return componentsOf(recordOf(json.value).components)
}

/** The depth was bounded when the JSON was read. */
function componentsOf(list: unknown): Locked[] {
  return arrayOf(list).flatMap((entry) => {
    const { purl, components } = recordOf(entry)
    return [...lockedOf(textOf(purl)), ...componentsOf(components)]
  })
}

/** SPDX 2 as JSON: packages with package URLs. */
export const spdxList: ListReader = (text, maxDepth) => {
  const json = parseJson(text, maxDepth)
  if ('unreadable' in json) return json
  return arrayOf(recordOf(json.value).packages).flatMap((entry) => {
    const references = arrayOf(recordOf(entry).externalRefs).map(recordOf)
    return lockedOf(textOf(references.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator))
  })
}

function lockedOf(purl: string | undefined): Locked[] {
  const stated = purl === undefined || purl.length > 1024 ? undefined : packageFromPurl(purl)
  if (stated?.version === undefined) return []
  return [{ ecosystem: stated.ecosystem, name: stated.name, version: stated.version }]
}
