// `npm run errors`: writes docs/errors.md from the catalogues in the code (ARC-50).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.ts'
import { describeErrors, readErrorCatalogue } from './error-catalogue.ts'

const entries = readErrorCatalogue(root)
writeFileSync(join(root, 'docs/errors.md'), describeErrors(entries))
process.stdout.write(`docs/errors.md lists ${entries.length} errors\n`)
