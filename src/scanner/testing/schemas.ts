import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

/** What a schema has against a document; empty when it is valid. */
export type Check = (text: string) => string[]

function checkBy(validate: ValidateFunction): Check {
  return (text) => {
    if (validate(JSON.parse(text))) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
  }
}

function newAjv(): Ajv {
  // The schema of SARIF has patterns of the older kind.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  ajvFormats.default(ajv)
  ajv.addFormat('idn-email', /^[^\s@]+@[^\s@]+$/)
  ajv.addFormat('iri-reference', /^[^\s<>"{}|\\^`]*$/)
  return ajv
}

/** CycloneDX 1.6, with the schemas that it refers to. */
export function cycloneDxSchema(): Check {
  const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'))
  const schema = (name: string) => read(join(library, 'res/schema', name))
  const ajv = newAjv()
  // It refers to them by the names of the files, not by their ids.
  for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}`)
  }
  return checkBy(ajv.compile(schema('bom-1.6.SNAPSHOT.schema.json')))
}

/** SPDX 2.3 and SARIF 2.1.0. */
export function schemaOf(name: 'spdx-2.3' | 'sarif-2.1.0'): Check {
  return checkBy(newAjv().compile(read(join(root, 'test/schemas', `${name}.json`))))
}
