import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ended, run } from '../../scripts/command.ts'
import { findRequirement } from './requirements.ts'

/** A real Docker engine, with a client whose credentials and images touch nobody else's. */
export interface DockerEngine {
  readonly host: string
  /** Runs `docker …` against the engine; a code other than 0 is an answer, not an exception. */
  docker(args: readonly string[], options?: { stdin?: string | Buffer }): Promise<Ended>
  /** Makes a small image that can run (busybox, statically linked) and answers its name. */
  importBusybox(name: string): Promise<string>
  stop(): Promise<void>
}

/**
 * The engine at DOCKER_HOST, or one of our own without network, iptables and forwarding: its whole state lives in a
 * short-named temporary folder (a socket path may not exceed 108 bytes) and goes with it.
 * Ask `requirement('docker')` first.
 */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = mkdtempSync('/tmp/chd-docker-')
  const given = process.env.DOCKER_HOST
  const own = given ? undefined : await startOwn(folder)
  const host = given ?? `unix://${folder}/sock`
  const env = { DOCKER_HOST: host, DOCKER_CONFIG: join(folder, 'client') }
  const docker: DockerEngine['docker'] = (args, options) => run('docker', args, { env, ...options })
  return {
    host,
    docker,
    importBusybox: (name) => importBusybox(docker, folder, name),
    async stop() {
      await own?.()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts dockerd and waits until it answers; the result stops it. */
async function startOwn(folder: string): Promise<() => Promise<void>> {
  const log = join(folder, 'log')
  const output = openSync(log, 'w')
  const flags = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false']
  const places = ['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`, '--pidfile', `${folder}/pid`]
  const dockerd = existsSync('/usr/sbin/dockerd') ? '/usr/sbin/dockerd' : 'dockerd'
  const engine = spawn(dockerd, [...flags, ...places, '--host', `unix://${folder}/sock`], {
    stdio: ['ignore', output, output],
  })
  const ended = new Promise<void>((resolve) => engine.once('exit', () => resolve()))
  const stop = async () => {
    engine.kill('SIGTERM')
    const patience = setTimeout(() => engine.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(patience)
  }
  for (let tries = 0; tries < 120; tries++) {
    const { code } = await run('docker', ['--host', `unix://${folder}/sock`, 'version'])
    if (code === 0) return stop
    if (engine.exitCode !== null) break
    await sleep(250)
  }
  await stop()
  throw new Error(`dockerd did not start:\n${readFileSync(log, 'utf8').split('\n').slice(-15).join('\n')}`)
}

async function importBusybox(docker: DockerEngine['docker'], folder: string, name: string): Promise<string> {
  const busybox = findRequirement('busybox')
  if (!busybox.met) throw new Error(busybox.why)
  const root = mkdtempSync(join(folder, 'root-'))
  mkdirSync(join(root, 'bin'))
  cpSync(busybox.path, join(root, 'bin/sh'), { dereference: true })
  const tar = join(folder, 'root.tar')
  const packed = await run('tar', ['-C', root, '-cf', tar, '.'])
  const imported = await docker(['import', '-c', 'CMD ["/bin/sh","-c","echo hello from the shelf"]', tar, name])
  if (packed.code !== 0 || imported.code !== 0) throw new Error(packed.stderr + imported.stderr)
  return name
}
