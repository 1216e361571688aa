import { spawnSync } from 'node:child_process'
import { accessSync, appendFileSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs outside the npm registry that some tests need. */
export const requirementNames = [
  'docker',
  'skopeo',
  'podman',
  'buildah',
  'busybox',
  'chromium',
  'postgres',
  'go',
  'crane',
  'oras',
  'regctl',
  'versitygw',
  'rpmbuild',
  'tmpfs',
  'dpkg',
  'rpm',
  'packaging',
  'ruby',
  'maven',
  'composer',
] as const
export type RequirementName = (typeof requirementNames)[number]

/** What a test finds: the program's path, or the sentence that says why it is not there. */
export type Requirement = { readonly met: true; readonly path: string } | { readonly met: false; readonly why: string }

/** One line of the report at the end of `npm test`. */
export interface LeftOut {
  readonly name: RequirementName
  readonly why: string
}

/** Environment variable with the file in which left-out requirements are noted (set by scripts/test.ts). */
export const leftOutFile = 'TEST_LEFT_OUT_FILE'

/** Looks without any side effect. */
export function findRequirement(name: RequirementName, env: NodeJS.ProcessEnv = process.env): Requirement {
  return finders[name](env)
}

/**
 * What a test file asks before its first test: `const docker = requirement('docker')`, then
 * `describe.runIf(docker.met)(…)`. A requirement that is not met is noted for the last lines of `npm test`,
 * and is an error when CHANDLERY_REQUIRE names it.
 */
export function requirement(name: RequirementName, env: NodeJS.ProcessEnv = process.env): Requirement {
  const found = findRequirement(name, env)
  if (found.met) return found
  if (demanded(env).includes(name)) throw new Error(`CHANDLERY_REQUIRE names ${name}, but ${found.why}`)
  noteLeftOut({ name, why: found.why }, env)
  return found
}

/** The names in CHANDLERY_REQUIRE ("docker,chromium,postgres,go"); an unknown name is an error. */
export function demanded(env: NodeJS.ProcessEnv = process.env): RequirementName[] {
  const words = (env.CHANDLERY_REQUIRE ?? '').split(',').map((word) => word.trim())
  return words.filter(Boolean).map((word) => {
    const name = requirementNames.find((known) => known === word)
    if (!name) throw new Error(`CHANDLERY_REQUIRE names ${word}. Known are ${requirementNames.join(', ')}.`)
    return name
  })
}

/** Notes one requirement as left out. */
export function noteLeftOut(leftOut: LeftOut, env: NodeJS.ProcessEnv = process.env): void {
  const file = env[leftOutFile]
  if (file) appendFileSync(file, `${JSON.stringify(leftOut)}\n`)
}

/** Everything noted in the file, each requirement once. */
export function readLeftOut(file: string): LeftOut[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const byName = new Map(lines.map((line) => JSON.parse(line) as LeftOut).map((entry) => [entry.name, entry]))
  return [...byName.values()]
}

const finders: Record<RequirementName, (env: NodeJS.ProcessEnv) => Requirement> = {
  docker: findDocker,
  skopeo: (env) => program(env, ['skopeo'], 'skopeo is not in PATH'),
  podman: (env) => programForRoot(env, 'podman'),
  buildah: (env) => programForRoot(env, 'buildah'),
  busybox: (env) => program(env, ['busybox'], 'busybox is not in PATH (Debian: busybox-static)'),
  chromium: (env) =>
    env.CHROMIUM_PATH
      ? { met: true, path: env.CHROMIUM_PATH }
      : program(env, ['chromium', 'chromium-browser', 'google-chrome'], 'no Chromium is in PATH'),
  postgres: findPostgres,
  go: findGo,
  // These are built when a test asks for them (go-program.ts); here the question is only whether they could be.
  crane: findGo,
  oras: findGo,
  regctl: findGo,
  versitygw: findGo,
  rpmbuild: (env) => program(env, ['rpmbuild'], 'rpmbuild is not in PATH (Debian: rpm)'),
  tmpfs: findTmpfs,
  // These order versions, so that ours can be held against theirs.
  dpkg: (env) => program(env, ['dpkg'], 'dpkg is not in PATH'),
  rpm: (env) => program(env, ['rpm'], 'rpm is not in PATH'),
  packaging: findPackaging,
  ruby: (env) => program(env, ['ruby'], 'ruby is not in PATH'),
  maven: (env) => libraryFor(env, 'java', '/usr/share/maven/lib', 'Maven'),
  composer: (env) => libraryFor(env, 'php', '/usr/share/php/Composer/Semver/autoload.php', 'php-composer-semver'),
}

/** A library where Debian puts it, and the program that runs it. The path is the library's. */
function libraryFor(env: NodeJS.ProcessEnv, name: string, path: string, library: string): Requirement {
  const found = program(env, [name], `${name} is not in PATH`)
  if (!found.met) return found
  return existsSync(path) ? { met: true, path } : { met: false, why: `${library} is not in ${path}` }
}

function findPackaging(env: NodeJS.ProcessEnv): Requirement {
  const python = program(env, ['python3'], 'python3 is not in PATH')
  if (!python.met) return python
  const asked = spawnSync(python.path, ['-c', 'import packaging.version'], { env, stdio: 'ignore' })
  return asked.status === 0 ? python : { met: false, why: 'python3 has no packaging (Debian: python3-packaging)' }
}

function findGo(env: NodeJS.ProcessEnv): Requirement {
  return program(env, ['go'], 'go is neither in PATH nor in /usr/local/go/bin', ['/usr/local/go/bin'])
}

/** An engine that already answers at DOCKER_HOST, or the means to start one: dockerd, and root to run it. */
function findDocker(env: NodeJS.ProcessEnv): Requirement {
  const client = program(env, ['docker'], 'the docker client is not in PATH')
  if (!client.met) return client
  if (env.DOCKER_HOST) return client
  const engine = program(env, ['dockerd'], 'dockerd is not in PATH', ['/usr/sbin'])
  if (!engine.met) return engine
  return isRoot() ? client : { met: false, why: 'dockerd can only be started by root, and DOCKER_HOST is not set' }
}

/** Whether a small disk in memory may be mounted: to be root is not enough in a container. */
function findTmpfs(env: NodeJS.ProcessEnv): Requirement {
  const mount = program(env, ['mount'], 'mount is not in PATH')
  if (!mount.met) return mount
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  const rights = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  const mayMount = ((rights >> 21n) & 1n) === 1n
  return mayMount ? mount : { met: false, why: 'only root may mount a small disk (CAP_SYS_ADMIN)' }
}

/** Programs that mount and change owners; without root they need a machine prepared for it. */
function programForRoot(env: NodeJS.ProcessEnv, name: 'podman' | 'buildah'): Requirement {
  const found = program(env, [name], `${name} is not in PATH`)
  if (!found.met) return found
  return isRoot() ? found : { met: false, why: `${name} is only tried as root` }
}

/** The path is the folder with initdb and pg_ctl; empty when a server is given by TEST_DATABASE_URL. */
function findPostgres(env: NodeJS.ProcessEnv): Requirement {
  if (env.TEST_DATABASE_URL) return { met: true, path: '' }
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).filter((name) => Number(name) >= 15) : []
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'))
  const found = program(env, ['initdb'], 'neither TEST_DATABASE_URL nor PostgreSQL 15 or later is there', folders)
  return found.met ? { met: true, path: join(found.path, '..') } : found
}

function program(env: NodeJS.ProcessEnv, names: string[], why: string, more: string[] = []): Requirement {
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...more]
  const path = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
  return path ? { met: true, path } : { met: false, why }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}
