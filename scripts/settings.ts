// `npm run settings`: writes the table of settings in docs/OPERATING.md from src/platform/config.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.ts'
import { withSettings } from './describe-settings.ts'

const path = join(root, 'docs/OPERATING.md')
writeFileSync(path, withSettings(readFileSync(path, 'utf8')))
