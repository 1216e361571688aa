// Runs a command with a throw-away PostgreSQL server in TEST_DATABASE_URL:
//   node scripts/with-postgres.mjs -- npx vitest run src/platform/db
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const asRoot = process.getuid?.() === 0
const command = process.argv.slice(process.argv[2] === '--' ? 3 : 2)
if (command.length === 0) {
  console.error('Say what to run: node scripts/with-postgres.mjs -- npx vitest run')
  process.exit(2)
}
const bin = findServer()
if (!bin) {
  console.error('No PostgreSQL server is installed (15 or later is needed). On Debian: apt-get install postgresql')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'chandlery-postgres-'))
// The server refuses to run as root.
if (asRoot) chownSync(folder, idOf('-u'), idOf('-g'))
const data = join(folder, 'data')
const port = await freePort()
let exitCode = 1
try {
  server('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c full_page_writes=off -c max_connections=200`
  server('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start')
  exitCode = await run(command)
} finally {
  if (existsSync(join(data, 'postmaster.pid'))) server('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
  rmSync(folder, { recursive: true, force: true })
}
process.exit(exitCode)

/** The folder of the newest installed server's programs. */
function findServer() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => Number(name) >= 15) : []
  const newest = versions.sort((left, right) => Number(right) - Number(left))[0]
  if (newest) return join(debian, newest, 'bin')
  return process.env.PATH?.split(':').find((path) => existsSync(join(path, 'initdb')))
}

function server(program, ...args) {
  const file = join(bin, program)
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder }
  if (asRoot) execFileSync('runuser', ['-u', 'postgres', '--', file, ...args], quiet)
  else execFileSync(file, args, quiet)
}

function run([program, ...args]) {
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: url } })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

function idOf(flag) {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
