// Bundles the command into one file that needs nothing but Node: dist/cli/docker-store, which docker takes as a plugin.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { root } from './command.ts'

/** Writes the bundle; the file has no extension, since docker goes by the name. */
export async function buildCli(file: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  mkdirSync(dirname(file), { recursive: true })
  await build({
    entryPoints: [join(root, 'cli/main.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    // A file without extension outside of any package is CommonJS.
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { CHANDLERY_VERSION: JSON.stringify(version), 'import.meta.filename': '__filename' },
    legalComments: 'eof',
    logLevel: 'warning',
  })
  // The folder lies within a package of ES modules.
  writeFileSync(join(dirname(file), 'package.json'), '{ "type": "commonjs" }\n')
  chmodSync(file, 0o755)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCli(join(root, 'dist/cli/docker-store'))
