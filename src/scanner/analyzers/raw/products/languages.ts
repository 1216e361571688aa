import { anything, type Recogniser } from '../recogniser.ts'

/** Interpreters, compilers and their tools. */
export const languages: readonly Recogniser[] = [
  {
    product: 'bash',
    all: [
      {
        needle: '@(#)Bash version ',
        text: /^@\(#\)Bash version (?<version>\d+\.\d+\.\d+)\(\d+\) [a-z0-9]+ GNU$/,
      },
    ],
  },
  {
    product: 'bun',
    all: [
      { needle: 'bun.report/', before: anything },
      { needle: 'Bun/1.', text: /^Bun\/(?<version>\d+\.\d+\.\d+)$/ },
    ],
  },
  {
    product: 'dart',
    all: [
      {
        needle: ' (stable) (',
        before: /^(?<version>\d+\.\d+\.\d+)$/,
        text: /^ \(stable\) \(\w{3} \w{3} +\d+ [\d:]+ \d{4} [-+]\d{4}\)/,
      },
      { needle: 'dart:_internal', before: anything },
    ],
  },
  {
    product: 'deno',
    all: [
      { needle: 'https://deno.land/', before: anything },
      { needle: 'cli/tools/', before: anything },
      { needle: 'ext:deno_', before: anything },
    ],
    bareVersion: /^v?(?<version>[12]\.\d+\.\d+)$/,
  },
  {
    product: 'elixir',
    all: [
      { script: true, needle: 'ELIXIR_VERSION=', text: /^ELIXIR_VERSION=(?<version>\d+\.\d+\.\d+(?:-[\w.]{1,12})?)$/ },
      { script: true, needle: 'ELIXIR_ERL_OPTIONS', before: anything },
    ],
  },
  {
    product: 'erlang',
    all: [
      {
        needle: 'otp_src_',
        before: /\/$/,
        text: /^otp_src_(?<version>\d+\.\d+(?:\.\d+){0,3}(?:-rc\d)?)\/erts\//,
      },
    ],
  },
  {
    product: 'erlang',
    all: [{ needle: 'Erlang/OTP ', text: /^Erlang\/OTP (?:(?<series>\d+)|%s)[^[]{0,8} \[erts-/ }],
    bareVersion: /^\d+\.\d+(?:\.\d+){0,3}(?:-rc\d)?$/,
  },
  {
    product: 'gcc',
    all: [
      { needle: 'COLLECT_GCC_OPTIONS', before: anything },
      { needle: 'gcc version %s ', text: /^gcc version %s %s/ },
    ],
    bareVersion: /^(?<version>\d+\.\d+\.\d+)$/,
  },
  {
    product: 'ghc',
    all: [{ needle: 'libHSghc-', before: anything, text: /^libHSghc-(?<version>\d+\.\d+\.\d+)-(?:\w+-)?ghc/ }],
    none: [{ needle: 'cabal-install-', before: anything }],
  },
  {
    product: 'cabal',
    all: [{ needle: 'cabal-install-', before: anything, text: /^cabal-install-(?<version>\d+\.\d+(?:\.\d+){0,2})-/ }],
  },
  {
    product: 'stack',
    all: [
      { needle: ', Git revision ', before: /^Version (?<version>\d+\.\d+\.\d+)$/ },
      { needle: 'stack.yaml', before: anything },
    ],
  },
  {
    product: 'go',
    all: [{ goProgram: /^cmd\/(?:go|compile|link)$/, toolchain: true }],
  },
  {
    product: 'julia',
    all: [{ needle: 'JULIA_NUM_THREADS', before: anything }, { soname: /^libjulia-internal\.so/ }],
    bareVersion: /^(?<version>[01]\.\d+\.\d+)$/,
  },
  {
    product: 'node',
    all: [
      { needle: 'node.js/v', text: /^node\.js\/v(?<version>\d+\.\d+\.\d+)$/ },
      {
        needle: 'https://nodejs.org/download/release/v',
        text: /^https:\/\/nodejs\.org\/download\/release\/v(?<version>\d+\.\d+\.\d+)\/node-v\k<version>\.tar\.gz$/,
      },
    ],
  },
  {
    product: 'perl',
    all: [
      {
        needle: 'This is perl 5, version ',
        text: /^This is perl (?<major>5), version (?<minor>\d+), subversion (?<patch>\d+) /,
      },
    ],
  },
  {
    product: 'php',
    all: [
      {
        needle: 'X-Powered-By: PHP/',
        text: /^X-Powered-By: PHP\/(?<version>\d+\.\d+\.\d+(?:(?:alpha|beta|RC)\d+)?)/,
      },
      { needle: 'Zend Engine v', before: anything },
    ],
  },
  {
    product: 'composer',
    all: [
      {
        script: true,
        needle: "public const VERSION = '",
        before: anything,
        text: /^public const VERSION = '(?<version>\d+\.\d+\.\d+(?:-[\w.]{1,12})?)'/,
      },
      { script: true, needle: 'public const RUNTIME_API_VERSION', before: anything },
    ],
  },
  {
    product: 'wp-cli',
    all: [
      {
        script: true,
        needle: 'wp-cli/wp-cli ',
        before: anything,
        text: /^wp-cli\/wp-cli (?<version>\d+\.\d+\.\d+)\b/,
      },
    ],
  },
  {
    product: 'pypy',
    all: [{ needle: '[PyPy ', before: anything, text: /^\[PyPy (?<version>\d+\.\d+\.\d+)/ }],
  },
  {
    product: 'python',
    all: [{ needle: '%.80s (%.80s) %.80s' }, { needle: 'PYTHONHASHSEED', before: anything }],
    none: [{ needle: '[PyPy ', before: anything }],
    bareVersion: /^(?<version>[23]\.\d+\.\d+(?:(?:a|b|rc)\d+)?)\+?$/,
  },
  {
    product: 'ruby',
    all: [
      { needle: 'ruby - Copyright (C) 1993-' },
      {
        needle: ' revision ',
        before:
          /^ruby (?<version>\d+\.\d+\.\d+(?:preview\d+|rc\d+|dev)?)(?:p\d+)? \(\d{4}-\d\d-\d\d(?:T[\d:]{8}Z)?(?: \w+)?$/,
      },
    ],
  },
  {
    product: 'rust',
    all: [
      { needle: 'library/std/src/', before: anything },
      { needle: 'rustc version ', before: anything, text: /^rustc version (?<version>\d+\.\d+\.\d+) \([0-9a-f]{9} / },
    ],
    itself: [{ soname: /^libstd-[0-9a-f]{16}\.(?:so|dylib)$/ }],
  },
  {
    product: 'swipl',
    all: [{ needle: 'swipl-', before: /\/$/, text: /^swipl-(?<version>\d+\.\d+\.\d+)\// }],
  },
]
