import { anything, type Recogniser, type TextSignal } from '../recogniser.ts'

/** How a virtual machine names itself: `OpenJDK 64-Bit Server VM (17.0.9+9) for linux-amd64 JRE (17.0.9+9), built on`. */
const machine = (maker: RegExp): TextSignal => ({
  needle: '-Bit Server VM (',
  before: maker,
  text: /^-Bit Server VM \([-+.\w]{1,60}\) for [-\w]{1,30} JRE (?:\([A-Z][-+.\w]{1,30}\) )?\((?<version>\d+(?:\.\d+)*(?:_\d+)?)[-+.\w]{0,40}\)/,
})
const zulu: TextSignal = { needle: ' JRE (Zulu', before: anything }
const graal: TextSignal = { needle: 'GraalVM ', before: anything, text: /^GraalVM (?:CE |EE )?\d+\.\d+/ }

/** A launcher carries the version of its runtime, and nothing but that. */
const launched = /^(?<version>\d+(?:\.\d+){0,3}(?:_\d+)?)(?:\+\d+|-b\d+)(?:-[-+.\w]{1,40})?$/

/** Java runtimes and their tools. */
export const java: readonly Recogniser[] = [
  { product: 'openjdk', all: [machine(/^OpenJDK (?:32|64)$/)], none: [zulu, graal] },
  { product: 'zulu', all: [machine(/^OpenJDK (?:32|64)$/), zulu] },
  { product: 'graalvm', all: [machine(/^OpenJDK (?:32|64)$|^Java HotSpot\(TM\) (?:32|64)$/), graal] },
  { product: 'oracle-jdk', all: [machine(/^Java HotSpot\(TM\) (?:32|64)$/)], none: [graal] },
  {
    product: 'openjdk',
    all: [{ needle: 'JLI_Launch' }, { needle: 'openjdk', text: /^openjdk$/ }],
    bareVersion: launched,
    onlyWithVersion: true,
  },
  {
    product: 'jdk-tools',
    all: [{ needle: 'JLI_Launch' }, { needle: 'com.sun.tools.example.debug.tty.TTY', before: anything }],
    bareVersion: launched,
    onlyWithVersion: true,
  },
  {
    product: 'ibm-java',
    all: [{ needle: 'IBM_JAVA', before: anything }, { needle: 'JLI_Launch' }],
    bareVersion: /^(?<version>\d+(?:\.\d+){0,3}(?:_\d+)?)[-.\w]{0,60}$/,
  },
]
