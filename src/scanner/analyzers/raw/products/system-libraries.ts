import { anything, type Recogniser } from '../recogniser.ts'

/** Libraries of the system itself, and those that lie close to it. */
export const systemLibraries: readonly Recogniser[] = [
  {
    product: 'glibc',
    all: [
      {
        needle: 'GNU C Library (',
        text: /^GNU C Library \([^)]{1,80}\) (?:stable|development) release version (?<version>\d+\.\d+(?:\.\d+)?)\.$/,
      },
    ],
    itself: [{ soname: /^libc\.so/ }],
  },
  {
    product: 'musl',
    all: [{ needle: 'musl libc (' }],
    bareVersion: /^(?<version>[01]\.\d+\.\d+)$/,
    itself: [{ soname: /^lib(?:c\.musl|c\.so)/ }, { needle: 'Dynamic Program Loader', before: anything }],
  },
  {
    product: 'libgcrypt',
    all: [{ needle: 'This is Libgcrypt ', text: /^This is Libgcrypt (?<version>\d+\.\d+\.\d+)/ }],
    itself: [{ soname: /^libgcrypt/ }],
  },
  {
    product: 'gnutls',
    all: [{ needle: 'GNUTLS_SYSTEM_PRIORITY_FILE', before: anything }],
    bareVersion: /^(?<version>3\.\d+\.\d+)$/,
    itself: [{ soname: /^libgnutls\.so/ }],
  },
  {
    product: 'libyaml',
    all: [{ needle: 'did not find expected <stream-start>' }],
    bareVersion: /^(?<version>0\.[12]\.\d+)$/,
    onlyWithVersion: true,
    itself: [{ soname: /^libyaml/ }],
  },
  {
    product: 'gmp',
    all: [{ needle: 'GNU MP: Cannot allocate memory', before: anything }],
    bareVersion: /^(?<version>[4-9]\.\d+\.\d+)$/,
    itself: [{ soname: /^libgmp\.so/ }],
  },
]
