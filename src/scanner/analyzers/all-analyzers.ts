import type { Analyzers } from './analyzer.ts'
import { apkAnalyzer } from './apk/apk-analyzer.ts'
import { bitnamiAnalyzer } from './bitnami/bitnami-analyzer.ts'
import { declaredAnalyzer } from './declared/declared-analyzer.ts'
import { assemblyAnalyzer } from './dotnet/assembly-analyzer.ts'
import { depsAnalyzer } from './dotnet/deps-analyzer.ts'
import { copyrightAnalyzer } from './dpkg/copyright-analyzer.ts'
import { dpkgAnalyzer } from './dpkg/dpkg-analyzer.ts'
import { goAnalyzer } from './go/go-analyzer.ts'
import { javaAnalyzer } from './java/java-analyzer.ts'
import { jsAnalyzer } from './js/js-analyzer.ts'
import { jvmAnalyzer } from './jvm/jvm-analyzer.ts'
import { noteAnalyzer } from './note/note-analyzer.ts'
import { hiddenLockfileAnalyzer } from './npm/hidden-lockfile-analyzer.ts'
import { npmAnalyzer } from './npm/npm-analyzer.ts'
import { osAnalyzer } from './os/os-analyzer.ts'
import { composerAnalyzer } from './php/composer-analyzer.ts'
import { pearAnalyzer } from './php/pear-analyzer.ts'
import { pythonAnalyzer } from './python/python-analyzer.ts'
import { pythonArchiveAnalyzer } from './python/python-archive-analyzer.ts'
import { rawAnalyzer } from './raw/raw-analyzer.ts'
import { rpmManifestAnalyzer } from './rpm/manifest-analyzer.ts'
import { rpmAnalyzer } from './rpm/rpm-analyzer.ts'
import { rubyAnalyzer } from './ruby/ruby-analyzer.ts'
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
    hiddenLockfileAnalyzer,
    pythonAnalyzer,
    jvmAnalyzer,
    depsAnalyzer,
    pythonArchiveAnalyzer,
    javaAnalyzer,
    rubyAnalyzer,
    composerAnalyzer,
    pearAnalyzer,
    bitnamiAnalyzer,
    jsAnalyzer,
    declaredAnalyzer,
  ],
  byContent: [rawAnalyzer, goAnalyzer, rustAnalyzer, assemblyAnalyzer, noteAnalyzer],
}
