import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A record that was written for the bench. */
export interface BenchRecord {
  readonly id: string
  readonly name: string
}

/** Writes a folder with one OSV record for each package; versions below 4.0.0 of five are affected. */
export async function writeRecords(
  folder: string,
  packages: readonly number[],
  series: number,
): Promise<{ path: string; all: readonly BenchRecord[] }> {
  const path = join(folder, `records-${series}`)
  await mkdir(path)
  const all = packages.map((number, index) => ({
    id: `CVE-2026-${series}${String(index).padStart(4, '0')}`,
    name: `p${number}`,
  }))
  for (const { id, name } of all) {
    const record = {
      id,
      modified: '2026-01-01T00:00:00Z',
      affected: [
        {
          package: { ecosystem: 'npm', name },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.0.0' }] }],
        },
      ],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    }
    await writeFile(join(path, `${id}.json`), JSON.stringify(record))
  }
  return { path, all }
}
