/** The name by which docker calls the command: `docker store …`. */
export const PLUGIN = 'store'

/** What docker asks a plugin for before it lists it. */
export function pluginMetadata(version: string): string {
  return JSON.stringify({
    SchemaVersion: '0.1.0',
    Vendor: 'Chandlery',
    Version: version,
    ShortDescription: 'Scan images for components and known vulnerabilities',
  })
}

/** The arguments as docker gives them, taken apart. */
export interface PluginArguments {
  /** Options of docker itself, such as `--context`, for the calls that we make. */
  readonly docker: readonly string[]
  /** What follows the name of the plugin. */
  readonly own: readonly string[]
}

const withValue: ReadonlySet<string> = new Set([
  ...['--config', '--context', '-c', '--host', '-H', '--log-level', '-l'],
  ...['--tlscacert', '--tlscert', '--tlskey'],
])

/** Docker passes on everything that was typed: its own options, the name of the plugin, the rest. */
export function pluginArguments(args: readonly string[]): PluginArguments {
  let at = 0
  while (args[at]?.startsWith('-')) at += withValue.has(args[at] ?? '') ? 2 : 1
  if (args[at] !== PLUGIN) return { docker: [], own: args }
  return { docker: args.slice(0, at), own: args.slice(at + 1) }
}
