import { anything, type Recogniser, type TextSignal } from '../recogniser.ts'

const sqliteSchema: TextSignal = { needle: 'tbl_name text,rootpage int', before: anything }

/** Libraries that are found alone, and within programs that they were linked into (RAW-4). */
export const libraries: readonly Recogniser[] = [
  {
    product: 'openssl',
    all: [
      ['OpenSSL 0.9.', 'OpenSSL 1.', 'OpenSSL 3.', 'OpenSSL 4.'].map((needle) => ({
        needle,
        text: /^OpenSSL (?<version>\d+\.\d+\.\d+(?:[a-z]{1,2}|-(?:alpha|beta|rc|dev)\d*)?)(?:-fips)? {1,2}\d{1,2} [A-Z][a-z]{2} \d{4}/,
      })),
    ],
    itself: [
      { soname: /^lib(?:crypto|ssl)\.so/ },
      { needle: 'OpenSSL> ', before: anything },
      { needle: ' (Library: ', before: anything },
    ],
  },
  {
    product: 'openssl',
    all: [{ soname: /^libssl\.so\.(?:1\.1|3)$/ }],
    none: [{ needle: 'LibreSSL ', before: anything }],
    itself: [{ soname: /^libssl\.so/ }],
  },
  {
    product: 'aws-lc',
    all: [
      [
        {
          needle: '(compatible; AWS-LC ',
          before: /^OpenSSL \d+\.\d+\.\d+ $/,
          text: /^\(compatible; AWS-LC (?:FIPS )?(?<version>\d+\.\d+\.\d+)\)/,
        },
        { needle: 'AWS-LC ', text: /^AWS-LC (?:FIPS )?(?<version>\d+\.\d+\.\d+)$/ },
      ],
    ],
    itself: [{ soname: /^lib(?:crypto|ssl)/ }, { needle: 'AWS-LC OpenSSL', before: anything }],
  },
  {
    product: 'boringssl',
    all: [{ needle: '(compatible; BoringSSL)', before: /^OpenSSL \d+\.\d+\.\d+ $/ }],
    itself: [{ soname: /^lib(?:crypto|ssl)/ }],
  },
  {
    product: 'libressl',
    all: [{ needle: 'LibreSSL ', text: /^LibreSSL (?<version>\d+\.\d+\.\d+)/ }],
    itself: [{ soname: /^lib(?:crypto|ssl|tls)\.so/ }, { needle: 'OpenSSL> ', before: anything }],
  },
  {
    product: 'krb5',
    all: [{ needle: 'KRB5_BRAND: krb5-', text: /^KRB5_BRAND: krb5-(?<version>\d+\.\d+(?:\.\d+)?)(?:-|$)/ }],
    itself: [{ soname: /^lib(?:krb5|gssapi_krb5|k5crypto)/ }],
  },
  {
    product: 'heimdal',
    all: [
      {
        needle: 'Heimdal ',
        before: /^(?:@\(#\)\$Version: )?$/,
        text: /^Heimdal (?<version>\d+\.\d+(?:\.\d+)?)/,
      },
    ],
    itself: [{ soname: /^lib(?:krb5|gssapi|heim|hcrypto|roken|asn1|hdb|kdc)/ }],
  },
  {
    product: 'qtbase',
    all: [
      [
        { needle: '-little_endian-', before: /^Qt (?<version>\d+\.\d+\.\d+) \(\w+$/ },
        { needle: 'QtCore library version ', text: /^QtCore library version (?<version>\d+\.\d+\.\d+)/ },
      ],
    ],
    itself: [{ soname: /^libQt\d?Core/ }],
  },
  {
    product: 'zlib',
    all: [
      [
        {
          needle: 'deflate 1.',
          before: /^(?:.{0,3} )?$/,
          text: /^deflate (?<version>1\.\d+(?:\.\d+){0,2}) Copyright 1995-/,
        },
        {
          needle: 'inflate 1.',
          before: /^(?:.{0,3} )?$/,
          text: /^inflate (?<version>1\.\d+(?:\.\d+){0,2}) Copyright 1995-/,
        },
      ],
    ],
    itself: [{ soname: /^libz\.so/ }],
  },
  {
    product: 'curl',
    all: [{ needle: 'libcurl/', text: /^libcurl\/(?<version>\d+\.\d+\.\d+)(?:-DEV)?$/ }],
    itself: [{ soname: /^libcurl/ }],
  },
  {
    product: 'sqlite',
    all: [sqliteSchema, { needle: 'SQLite format 3', before: anything }],
    none: [{ needle: 'sqlcipher_', before: anything }],
    bareVersion: /^(?<version>3\.\d{1,2}\.\d{1,2})(?:\.\d)?$/,
    itself: [{ soname: /^libsqlite3/ }, { needle: 'SQLite version ', before: anything }],
  },
  {
    product: 'libpng',
    all: [{ needle: 'libpng version 1.', before: /^ ?$/, text: /^libpng version (?<version>1\.\d+\.\d+)/ }],
    itself: [{ soname: /^libpng/ }],
  },
  {
    product: 'expat',
    all: [{ needle: 'expat_2.', text: /^expat_(?<version>\d+\.\d+\.\d+)$/ }],
    itself: [{ soname: /^libexpat/ }],
  },
  {
    product: 'pcre2',
    all: [{ needle: 'pcre2_match_', before: anything }],
    bareVersion: /^(?<version>10\.\d+) \d{4}-\d\d-\d\d$/,
    onlyWithVersion: true,
    itself: [{ soname: /^libpcre2/ }],
  },
  {
    product: 'xz',
    all: [{ soname: /^liblzma\.so/ }],
    bareVersion: /^(?<version>5\.\d+\.\d+)(?:alpha|beta)?$/,
    itself: [{ soname: /^liblzma\.so/ }],
  },
  {
    product: 'zstd',
    all: [{ needle: 'Cannot create Dictionary from provided samples', before: anything }],
    none: [
      { needle: 'Zstandard CLI', before: anything },
      { needle: 'zstd command line interface', before: anything },
    ],
    bareVersion: /^(?<version>1\.\d+\.\d+)$/,
    itself: [{ soname: /^libzstd/ }],
  },
  {
    product: 'bzip2',
    all: [{ needle: 'bzip2/libbzip2: internal error number', before: anything }],
    bareVersion: /^(?<version>\d\.\d+\.\d+), \d{1,2}-\w{3,4}-\d{4}$/,
    itself: [{ soname: /^libbz2/ }, { needle: 'bzip2: I/O error', before: anything }],
  },
  {
    product: 'libjpeg-turbo',
    all: [{ needle: 'libjpeg-turbo version ', text: /^libjpeg-turbo version (?<version>\d+\.\d+\.\d+)/ }],
    itself: [{ soname: /^lib(?:turbo)?jpeg/ }],
  },
  {
    product: 'libtiff',
    all: [{ needle: 'LIBTIFF, Version ', text: /^LIBTIFF, Version (?<version>\d+\.\d+\.\d+)/ }],
    itself: [{ soname: /^libtiff/ }],
  },
  {
    product: 'libssh2',
    all: [{ needle: 'SSH-2.0-libssh2_', text: /^SSH-2\.0-libssh2_(?<version>\d+\.\d+\.\d+)/ }],
    itself: [{ soname: /^libssh2/ }],
  },
  {
    product: 'nghttp2',
    all: [
      { needle: 'nghttp2_', before: anything },
      { needle: 'nghttp2_session_', before: anything },
    ],
    bareVersion: /^(?<version>1\.\d+\.\d+)$/,
    onlyWithVersion: true,
    itself: [{ soname: /^libnghttp2/ }],
  },
  { product: 'libxml2', all: [{ soname: /^libxml2\.so/ }], itself: [{ soname: /^libxml2\.so/ }] },
  { product: 'freetype', all: [{ soname: /^libfreetype\.so/ }], itself: [{ soname: /^libfreetype\.so/ }] },
]
