import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, run } from '../../scripts/command.ts'
import type { DockerEngine } from './docker-engine.ts'

/** The clients that stand alone, in the order in which documents list them; docker needs an engine besides. */
export const clientNames = ['skopeo', 'podman', 'buildah', 'crane', 'oras', 'regctl'] as const
export type ClientName = (typeof clientNames)[number]

/** A real client of a registry that speaks plain HTTP, with credentials and images that touch nobody else's. */
export interface ContainerClient {
  readonly name: string
  /** Where it runs; relative paths in arguments are meant from here. */
  readonly folder: string
  /** What it says of itself, for example "skopeo 1.9.3". */
  version(): Promise<string>
  /** Runs a command; a code other than 0 is an answer, not an exception. */
  run(args: readonly string[], options?: { stdin?: string | Buffer }): Promise<Ended>
  login(user: string, password: string): Promise<Ended>
  logout(): Promise<Ended>
  /** Fetches an image with all its layers to the place where this client keeps images. */
  pull(image: string): Promise<Ended>
  /** The pull as a person types it against a registry with a certificate. */
  typed(image: string): string
  remove(): void
}

/** How one client is told what to do. */
interface Manner {
  readonly version: readonly string[]
  /** Options for a registry without a certificate, where they belong to the command. */
  readonly plain?: string
  /** Options that stand before every command. */
  readonly places?: (folder: string) => readonly string[]
  login(host: string): readonly string[]
  logout(host: string): readonly string[]
  pull(image: string): readonly string[]
}

const storage = (folder: string) => ['--root', `${folder}/images`, '--runroot', `${folder}/run`, '--storage-driver=vfs']
const containersLogin = (host: string) => ['login', '--username', '$user', '--password-stdin', host]

const manners: Readonly<Record<ClientName, Manner>> = {
  skopeo: {
    version: ['--version'],
    login: containersLogin,
    logout: (host) => ['logout', host],
    pull: (image) => ['copy', `docker://${image}`, 'dir:pulled'],
  },
  podman: {
    version: ['--version'],
    places: storage,
    login: containersLogin,
    logout: (host) => ['logout', host],
    pull: (image) => ['pull', image],
  },
  buildah: {
    version: ['--version'],
    places: storage,
    login: containersLogin,
    logout: (host) => ['logout', host],
    pull: (image) => ['pull', image],
  },
  crane: {
    version: ['version'],
    plain: '--insecure',
    login: (host) => ['auth', 'login', host, '--username', '$user', '--password-stdin'],
    logout: (host) => ['auth', 'logout', host],
    pull: (image) => ['pull', image, 'pulled.tar'],
  },
  oras: {
    version: ['version'],
    plain: '--plain-http',
    login: (host) => ['login', '--username', '$user', '--password-stdin', host],
    logout: (host) => ['logout', host],
    pull: (image) => ['pull', image],
  },
  regctl: {
    version: ['version'],
    login: (host) => ['registry', 'login', '--user', '$user', '--pass-stdin', host],
    logout: (host) => ['registry', 'logout', host],
    pull: (image) => ['image', 'copy', image, 'ocidir://pulled'],
  },
}

/** Prepares a client for the registry at `host`; `path` is where the program lies. */
export async function containerClient(name: ClientName, path: string, host: string): Promise<ContainerClient> {
  const folder = await mkdtemp(join(tmpdir(), `chd-${name}-`))
  const env = await settle(folder, host)
  const { plain, places = () => [], ...manner } = manners[name]
  const noKeyring = plain && name === 'oras' ? [plain] : []
  const command = (args: readonly string[], options = {}) =>
    run(path, [...places(folder), ...args], { cwd: folder, env, ...options })
  return {
    name,
    folder,
    version: async () => {
      const { stdout } = await command(manner.version)
      return `${name} ${/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim()}`
    },
    run: command,
    login: (user, password) =>
      command([...manner.login(host).map((word) => (word === '$user' ? user : word)), ...noKeyring], {
        stdin: password,
      }),
    logout: () => command(manner.logout(host)),
    pull: (image) => command([...manner.pull(image), ...(plain ? [plain] : [])]),
    typed: (image) => [name, ...manner.pull(image)].join(' '),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Docker in the same shape; its folder is for the test's own files. */
export function dockerClient(engine: DockerEngine, host: string): ContainerClient {
  const folder = mkdtempSync(join(tmpdir(), 'chd-docker-'))
  return {
    name: 'docker',
    folder,
    version: async () => {
      const { stdout } = await engine.docker(['version', '--format', '{{.Client.Version}} {{.Server.Version}}'])
      const [client = '', server = ''] = stdout.split(' ').map((version) => /^[\d.]+/.exec(version)?.[0] ?? version)
      return `docker ${client} with engine ${server}`
    },
    run: engine.docker,
    login: (user, password) => engine.docker(['login', '-u', user, '--password-stdin', host], { stdin: password }),
    logout: () => engine.docker(['logout', host]),
    pull: (image) => engine.docker(['pull', image]),
    typed: (image) => `docker pull ${image}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A home of its own: no credentials of anybody, no demand for signatures, plain HTTP to this one registry. */
async function settle(home: string, host: string): Promise<Record<string, string>> {
  const containers = join(home, '.config', 'containers')
  await mkdir(containers, { recursive: true })
  await writeFile(join(containers, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}')
  await writeFile(join(containers, 'registries.conf'), `[[registry]]\nlocation = "${host}"\ninsecure = true\n`)
  await writeFile(join(home, 'auth.json'), '{}')
  const regctl = join(home, 'regctl.json')
  await writeFile(regctl, JSON.stringify({ version: 1, hosts: { [host]: { tls: 'disabled' } } }))
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    REGISTRY_AUTH_FILE: join(home, 'auth.json'),
    DOCKER_CONFIG: join(home, 'docker'),
    REGCTL_CONFIG: regctl,
    BUILDAH_ISOLATION: 'chroot',
  }
}
