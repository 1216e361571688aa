/** What the structure of a program or library says about it, as plain JSON (LAY-8). */
export interface ExecutableFacts {
  readonly format: 'elf' | 'pe' | 'mach-o'
  /** As Go names them: amd64, arm64, 386 … */
  readonly architecture?: string
  /** The name that a shared library gives itself. */
  readonly soname?: string
  /** Shared libraries that it loads. Empty and not a library: everything is linked in. */
  readonly needed: readonly string[]
  /** Hex digits. */
  readonly buildId?: string
  /** Names of symbol versions that it defines, such as `OPENSSL_3.0.0`. */
  readonly symbolVersions?: readonly string[]
  /** What the Go linker left: version of the toolchain, and the module table as text; empty without modules. */
  readonly go?: { readonly version: string; readonly modules: string }
  /** The JSON text of Rust's `.dep-v0` section, inflated. */
  readonly rust?: string
  /** The JSON text of the ELF note `.note.package`. */
  readonly note?: string
  /** The JSON text of an SBOM that GraalVM embedded, inflated. */
  readonly sbom?: string
  /** String values of a Windows version resource. */
  readonly versionInfo?: Readonly<Record<string, string>>
  /** True for a PE file of .NET: its code runs in that runtime. */
  readonly managed?: true
}
