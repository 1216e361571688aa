import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { run } from '../../scripts/command.ts'
import { demanded, findRequirement, noteLeftOut, type Requirement } from './requirements.ts'

/** Programs that have no Debian package: built from these packages at exactly these versions. */
export const goPrograms = {
  crane: 'github.com/google/go-containerregistry/cmd/crane@v0.22.1',
  oras: 'oras.land/oras/cmd/oras@v1.3.6',
  regctl: 'github.com/regclient/regclient/cmd/regctl@v0.11.7',
  versitygw: 'github.com/versity/versitygw/cmd/versitygw@v1.8.0',
} as const
export type GoProgramName = keyof typeof goPrograms

/** How a package becomes a program in a folder; replaced only by the test of this file. */
export type GoBuild = (options: { go: string; source: string; folder: string }) => Promise<void>

/**
 * The path of a program written in Go, built at the first call on this machine and kept for the next:
 * `const crane = await goProgram('crane')` above the first test, then `describe.runIf(crane.met)(…)`.
 * Not met without Go, and when the build fails (no network, for example); an error when CHANDLERY_REQUIRE names it.
 */
export async function goProgram(
  name: GoProgramName,
  { env = process.env, build = goInstall }: { env?: NodeJS.ProcessEnv; build?: GoBuild } = {},
): Promise<Requirement> {
  const found = await findOrBuild(name, env, build)
  if (found.met) return found
  if (demanded(env).includes(name)) throw new Error(`CHANDLERY_REQUIRE names ${name}, but ${found.why}`)
  noteLeftOut({ name, why: found.why }, env)
  return found
}

async function findOrBuild(name: GoProgramName, env: NodeJS.ProcessEnv, build: GoBuild): Promise<Requirement> {
  const source = goPrograms[name]
  const path = cachedPath(name, env)
  if (existsSync(path)) return { met: true, path }
  const go = findRequirement('go', env)
  if (!go.met) return go
  try {
    await buildInto(path, { go: go.path, source }, build)
    return { met: true, path }
  } catch (error) {
    return { met: false, why: `${source} could not be built: ${error instanceof Error ? error.message : error}` }
  }
}

/** One folder per program and version, where the system keeps what may be deleted at any time. */
function cachedPath(name: GoProgramName, env: NodeJS.ProcessEnv): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const version = goPrograms[name].split('@')[1] ?? ''
  return join(cache, 'chandlery-tests', `${name}-${version}`, name)
}

/**
 * Builds beside the place and moves the whole folder there, so that nobody finds half a program. Two who build at the
 * same moment do the work twice; the second finds the place taken, by the same program.
 */
async function buildInto(path: string, from: { go: string; source: string }, build: GoBuild): Promise<void> {
  const place = dirname(path)
  await mkdir(dirname(place), { recursive: true })
  const folder = await mkdtemp(`${place}-`)
  try {
    process.stderr.write(`Building ${basename(path)} (${from.source}); once on this machine, a minute or two.\n`)
    await build({ ...from, folder })
    await rename(folder, place).catch((error) => {
      if (!existsSync(path)) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const goInstall: GoBuild = async ({ go, source, folder }) => {
  // No C compiler is needed, and a Go that is too old for the program fetches the one it needs.
  const env = { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '-trimpath', GOTOOLCHAIN: 'auto' }
  // Outside the work tree: a go.mod nearby must not decide the versions.
  const ended = await run(go, ['install', '-ldflags', '-s -w', source], { env, cwd: folder })
  if (ended.code !== 0) throw new Error(ended.stderr.trim().split('\n').slice(-3).join(' '))
}
