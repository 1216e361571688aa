// `npm run dev`: rebuilds the store and the pages as files change, and restarts the demo store after each rebuild.
import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const vite = [
  'node_modules/vite/bin/vite.js',
  'build',
  '--watch',
  '--config',
  'web/vite.config.ts',
  '--logLevel',
  'warn',
]

const first = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' })
if (first.status !== 0) console.error('The first build has errors; watching for changes.')

const children = [
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  vite,
  [...vite, '--ssr', 'entry-server.tsx'],
  ['--watch-path=dist/src', '--watch-path=dist/web/server', '--enable-source-maps', 'dist/src/main.js', 'demo'],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }))

function stop() {
  for (const child of children) child.kill('SIGTERM')
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
