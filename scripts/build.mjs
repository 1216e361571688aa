// Builds what `npm start` runs: the store (dist/src), the pages (dist/web/client) and their server half (dist/web/server);
// and the command for the machines of others (dist/cli).
// Plain JavaScript, because it runs before anything is built. Each part is skipped while its inputs are unchanged.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const shared = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs']

const parts = [
  {
    name: 'store',
    inputs: ['src', 'tsconfig.build.json', ...shared],
    output: 'dist/src/main.js',
    clean: ['dist/src', 'dist/.tsbuildinfo'],
    // A part may still be growing: the entry is asked for only once its source exists.
    optionalOutput: !existsSync(join(root, 'src/main.ts')),
    command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'empty database',
    inputs: ['package-lock.json', 'src/platform/db', 'scripts/build.mjs'],
    output: 'dist/empty-database',
    clean: ['dist/empty-database'],
    command: ['dist/src/platform/db/prepare-database.js'],
  },
  {
    name: 'pages',
    inputs: ['web', ...shared],
    output: 'dist/web/client/.vite/manifest.json',
    clean: ['dist/web/client'],
    finish: () => compress('dist/web/client/assets'),
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
  },
  {
    name: 'page server',
    inputs: ['web', ...shared],
    output: 'dist/web/server/entry-server.js',
    clean: ['dist/web/server'],
    command: [
      ...['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
      ...['--ssr', 'entry-server.tsx'],
    ],
  },
  {
    name: 'command',
    inputs: ['cli', 'src/scanner', 'scripts/build-cli.ts', ...shared],
    output: 'dist/cli/docker-store',
    clean: ['dist/cli'],
    command: ['node_modules/tsx/dist/cli.mjs', 'scripts/build-cli.ts'],
  },
]

/** A short text that changes when any file below the paths is added, removed or written. */
function fingerprint(paths) {
  const seen = []
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    if (stat?.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`)
    else if (stat && !/\.test\.tsx?$/.test(path)) seen.push(`${path}:${stat.size}:${Math.round(stat.mtimeMs)}`)
  }
  for (const path of paths) visit(path)
  return seen.join('\n')
}

/** Compressed copies beside the files, so that the server never compresses while it answers. */
function compress(folder) {
  for (const name of readdirSync(join(root, folder)).filter((file) => /\.(js|css|svg)$/.test(file))) {
    const path = join(root, folder, name)
    const content = readFileSync(path)
    if (content.length < 1400) continue
    writeFileSync(`${path}.br`, brotliCompressSync(content))
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  }
}

function build(part, force) {
  const stamp = join(root, 'dist', `.${part.name.replace(' ', '-')}.stamp`)
  const wanted = fingerprint(part.inputs)
  const built = existsSync(join(root, part.output)) || part.optionalOutput
  if (!force && built && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  if (force || !built) for (const path of part.clean) rmSync(join(root, path), { recursive: true, force: true })
  const started = Date.now()
  const env = { ...process.env, NODE_ENV: 'production' }
  const { status } = spawnSync(process.execPath, part.command, { cwd: root, stdio: 'inherit', env })
  if (status !== 0) {
    rmSync(stamp, { force: true })
    console.error(`Building the ${part.name} failed; the messages above say where.`)
    return false
  }
  part.finish?.()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
  console.log(`Built the ${part.name} in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
  return true
}

function main() {
  if (!existsSync(join(root, 'node_modules/typescript'))) {
    if (parts.every((part) => existsSync(join(root, part.output)))) return 0
    console.error('The store is not built and the build tools are not installed. Run `npm ci` (with dev dependencies).')
    return 1
  }
  const force = process.argv.includes('--force')
  return parts.map((part) => build(part, force)).every(Boolean) ? 0 : 1
}

process.exitCode = main()
