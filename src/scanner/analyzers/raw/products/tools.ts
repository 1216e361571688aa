import { anything, type Recogniser } from '../recogniser.ts'

/** Programs for the command line. */
export const tools: readonly Recogniser[] = [
  { product: 'busybox', all: [{ needle: 'BusyBox v', text: /^BusyBox v(?<version>\d+\.\d+\.\d+)(?: |$)/ }] },
  {
    product: 'curl',
    all: [{ needle: 'Usage: curl [options...] <url>' }],
    bareVersion: /^curl\/(?<version>\d+\.\d+\.\d+)$/,
  },
  {
    product: 'gzip',
    all: [{ needle: 'GZIP environment variable', before: anything }],
    bareVersion: /^(?<version>1\.\d+)$/,
  },
  {
    product: 'jq',
    all: [{ needle: 'commandline JSON processor [version', before: anything }],
    bareVersion: /^(?<version>1\.\d+(?:\.\d+)?)$/,
  },
  {
    product: 'util-linux',
    all: [{ needle: 'util-linux ', text: /^util-linux (?<version>\d+\.\d+(?:\.\d+)?)$/ }],
  },
  { product: 'xz', all: [{ needle: 'xz (XZ Utils) ', text: /^xz \(XZ Utils\) (?<version>\d+\.\d+\.\d+)/ }] },
  {
    product: 'zstd',
    all: [
      [
        { needle: 'Zstandard CLI', before: anything },
        { needle: 'zstd command line interface', before: anything },
      ],
    ],
    bareVersion: /^v(?<version>1\.\d+\.\d+)$/,
  },
]
