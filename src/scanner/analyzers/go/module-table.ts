/** One module that a Go program is made of. */
export interface GoModule {
  readonly path: string
  /** `(devel)` or empty when the linker did not know. */
  readonly version: string
  /** What was compiled instead: another module, or a folder, whose version is `(devel)` or empty. */
  readonly replacement?: { readonly path: string; readonly version: string }
}

/** What the module table of a Go program says. */
export interface GoModuleTable {
  /** The package that was built: `example.com/app/cmd/x`, or `command-line-arguments`. */
  readonly packagePath?: string
  readonly main?: GoModule
  readonly dependencies: readonly GoModule[]
  /** Build settings by name: `-ldflags`, `vcs.revision` … */
  readonly settings: ReadonlyMap<string, string>
}

// The largest programs have some thousand.
const MAX_MODULES = 20_000

/** Reads the module table: lines of a kind and its fields with tabs between them. Lines of other kinds are skipped. */
export function parseModuleTable(text: string): GoModuleTable {
  const dependencies: GoModule[] = []
  const settings = new Map<string, string>()
  let packagePath: string | undefined
  let main: GoModule | undefined
  for (const line of text.split('\n')) {
    const [kind, path = '', version = ''] = line.split('\t', 4)
    if (kind === 'path') packagePath ??= path
    else if (kind === 'mod') main ??= { path, version }
    else if (kind === 'dep' && dependencies.length < MAX_MODULES) dependencies.push({ path, version })
    else if (kind === '=>') replaceLast(dependencies, { path, version })
    else if (kind === 'build') addSetting(settings, line.slice('build\t'.length))
  }
  return {
    ...(packagePath === undefined ? {} : { packagePath }),
    ...(main === undefined ? {} : { main }),
    dependencies,
    settings,
  }
}

function replaceLast(dependencies: GoModule[], replacement: { path: string; version: string }): void {
  const last = dependencies.pop()
  if (last) dependencies.push({ ...last, replacement })
}

function addSetting(settings: Map<string, string>, text: string): void {
  const equals = text.indexOf('=')
  if (equals > 0) settings.set(text.slice(0, equals), unquoted(text.slice(equals + 1)))
}

/** Values with spaces or quotes are written as Go strings. */
function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value.slice(1, -1).replace(/\\(["\\nt])/g, (_, letter: string) => escapes[letter] ?? letter)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' }
