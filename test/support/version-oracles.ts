import { execFileSync, spawnSync } from 'node:child_process'
import { findRequirement, type RequirementName } from './requirements.ts'

export type Pair = readonly [string, string]

/** A program that orders the versions of its ecosystem: -1, 0 or 1 for each pair. It knows only valid versions. */
export interface VersionOracle {
  readonly requirement: RequirementName
  relations(pairs: readonly Pair[]): number[]
}

const numbersIn = (output: string) => output.trim().split('\n').map(Number)

export const dpkg: VersionOracle = {
  requirement: 'dpkg',
  relations: (pairs) =>
    pairs.map(([a, b]) => {
      const holds = (relation: string) => spawnSync('dpkg', ['--compare-versions', a, relation, b]).status === 0
      return holds('eq') ? 0 : holds('lt') ? -1 : 1
    }),
}

export const rpm: VersionOracle = {
  requirement: 'rpm',
  relations(pairs) {
    const calls = pairs.map(([a, b]) => `print(rpm.vercmp('${a}', '${b}') .. '\\n')`)
    return numbersIn(execFileSync('rpm', ['--eval', `%{lua:${calls.join(' ')}}`], { encoding: 'utf8' }))
  },
}

export const pythonPackaging: VersionOracle = {
  requirement: 'packaging',
  relations: (pairs) =>
    asked(
      'python3',
      [
        '-c',
        `import json, sys
from packaging.version import Version
for a, b in json.load(sys.stdin):
    print((Version(a) > Version(b)) - (Version(a) < Version(b)))`,
      ],
      pairs,
    ),
}

export const rubygems: VersionOracle = {
  requirement: 'ruby',
  relations: (pairs) =>
    asked(
      'ruby',
      ['-rjson', '-e', 'JSON.parse(STDIN.read).each { |a, b| puts Gem::Version.new(a) <=> Gem::Version.new(b) }'],
      pairs,
    ),
}

export const composer: VersionOracle = {
  requirement: 'composer',
  relations(pairs) {
    const found = findRequirement('composer')
    const program = `require '${found.met ? found.path : ''}';
      $parser = new Composer\\Semver\\VersionParser();
      foreach (json_decode(stream_get_contents(STDIN)) as [$a, $b])
        echo version_compare($parser->normalize($a), $parser->normalize($b)), "\\n";`
    return asked('php', ['-r', program], pairs)
  },
}

/** Maven's own class, which compares each argument with the one before. */
export const maven: VersionOracle = {
  requirement: 'maven',
  relations(pairs) {
    const found = findRequirement('maven')
    const main = 'org.apache.maven.artifact.versioning.ComparableVersion'
    const args = ['-cp', `${found.met ? found.path : ''}/*`, main, ...pairs.flat()]
    const output = execFileSync('java', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    const compared = [...output.matchAll(/^ +\S+ (<|==|>) \S+$/gm)].map(
      ([, sign]) => '<=>'.indexOf(sign?.[0] ?? '') - 1,
    )
    return compared.filter((_, at) => at % 2 === 0)
  },
}

function asked(program: string, args: readonly string[], pairs: readonly Pair[]): number[] {
  return numbersIn(execFileSync(program, args, { encoding: 'utf8', input: JSON.stringify(pairs) }))
}
