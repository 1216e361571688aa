/** OSV records for tests: `PREFIX-0000`, `PREFIX-0001` …, each about a Go module of its own, `example.com/prefix/0` … */
export function named(prefix: string, count: number, more: object = {}) {
  return Array.from({ length: count }, (_, n) => ({
    id: `${prefix}-${String(n).padStart(4, '0')}`,
    affected: [
      { package: { ecosystem: 'Go', name: `example.com/${prefix.toLowerCase()}/${n}` }, versions: ['v1.0.0'] },
    ],
    ...more,
  }))
}
