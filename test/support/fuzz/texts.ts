import fc from 'fast-check'

/** Texts that programs stumble over: wrong encodings, borders of numbers and dates, words of other languages. */
const stones = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udfffb',
  '\u202e\u200b',
  '🚢'.repeat(40),
  'a'.repeat(300),
  'a'.repeat(5000),
  '__proto__',
  'constructor',
  'null',
  '[]',
  '{}',
  '../../etc/passwd',
  '/etc/passwd',
  "' OR 1=1; --",
  '%',
  '_',
  '\\',
  '"',
  '<script>alert(1)</script>',
  '-1',
  '0',
  '1e400',
  'NaN',
  '1.5',
  '9007199254740993',
  '9223372036854775808',
  '99999999999999999999999999',
  '0000-00-00T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:01Z',
  '-271821-04-20T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'sha256:',
  `sha256:${'0'.repeat(64)}`,
  `sha512:${'0'.repeat(128)}`,
  'eyJhIjoxfQ',
]

/** One of the texts above, or any other. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...stones) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)

/** Any JSON value that was not asked for. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom(
    null,
    true,
    [],
    {},
    [[]],
    -1,
    0.5,
    1e308,
    Number.MAX_SAFE_INTEGER + 1,
    2 ** 31,
    JSON.parse('{"__proto__":1}'),
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
)

/** The text in an address, percent-encoded; halves of surrogate pairs become bytes that are no UTF-8. */
export function inAddress(text: string): string {
  // With the flag u only halves without their other half match.
  return text
    .split(/[\ud800-\udfff]/u)
    .map(encodeURIComponent)
    .join('%ED%A0%80')
}

/** JSON as a program might send it, and as none should: cut off, doubled, nested without end, in no encoding. */
export const oddBody = (json: string): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(Buffer.from(json)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        Buffer.from(json.slice(0, Math.floor(json.length / 2))),
        Buffer.from(`\ufeff${json}`),
        Buffer.from(json.replace('{', '{"a":1,"a":2,')),
        Buffer.from('['.repeat(20_000)),
        Buffer.from(`{"a":${'9'.repeat(1000)}}`),
        Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
        Buffer.alloc(0),
      ),
    },
  )
