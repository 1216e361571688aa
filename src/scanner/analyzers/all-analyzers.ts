import type { Analyzers } from './analyzer.ts'
import { apkAnalyzer } from './apk/apk-analyzer.ts'
import { assemblyAnalyzer } from './dotnet/assembly-analyzer.ts'
import { depsAnalyzer } from './dotnet/deps-analyzer.ts'
import { copyrightAnalyzer } from './dpkg/copyright-analyzer.ts'
import { dpkgAnalyzer } from './dpkg/dpkg-analyzer.ts'
import { goAnalyzer } from './go/go-analyzer.ts'
import { jvmAnalyzer } from './jvm/jvm-analyzer.ts'
import { noteAnalyzer } from './note/note-analyzer.ts'
import { npmAnalyzer } from './npm/npm-analyzer.ts'
import { osAnalyzer } from './os/os-analyzer.ts'
import { pythonAnalyzer } from './python/python-analyzer.ts'
import { rawAnalyzer } from './raw/raw-analyzer.ts'
import { rpmManifestAnalyzer } from './rpm/manifest-analyzer.ts'
import { rpmAnalyzer } from './rpm/rpm-analyzer.ts'
import { rustAnalyzer } from './rust/rust-analyzer.ts'

/** Every analyzer, in the order in which they are asked whether they want a file. */
export const allAnalyzers: Analyzers = {
  byPath: [
    osAnalyzer,
    dpkgAnalyzer,
    copyrightAnalyzer,
    apkAnalyzer,
    rpmAnalyzer,
    rpmManifestAnalyzer,
    npmAnalyzer,
    pythonAnalyzer,
    jvmAnalyzer,
    depsAnalyzer,
  ],
  byContent: [rawAnalyzer, goAnalyzer, rustAnalyzer, assemblyAnalyzer, noteAnalyzer],
}
