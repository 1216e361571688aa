// `npm run openapi`: writes docs/openapi.json from the routes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.ts'
import { describeApi } from './describe-api.ts'

const description = await describeApi()
writeFileSync(join(root, 'docs/openapi.json'), description)
const paths = Object.keys((JSON.parse(description) as { paths: object }).paths)
process.stdout.write(`docs/openapi.json describes ${paths.length} paths\n`)
