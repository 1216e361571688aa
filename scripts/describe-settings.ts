import { settings } from '../src/platform/config/config.ts'

const before = '<!-- settings: npm run settings writes this table from src/platform/config -->\n'
const after = '<!-- end of settings -->'

/** The operating guide with its table of settings made anew. */
export function withSettings(guide: string): string {
  const [start, end] = [guide.indexOf(before), guide.indexOf(after)]
  if (start === -1 || end < start) throw new Error('docs/OPERATING.md has lost the marks around its settings.')
  return guide.slice(0, start + before.length) + settingsTable() + guide.slice(end)
}

function settingsTable(): string {
  const rows = settings().map(({ key, env, description, default: standard }) => {
    const value = standard === undefined ? '' : `\`${String(standard)}\``
    return `| \`${env}\` | \`${key}\` | ${value} | ${description.replaceAll('|', '\\|')} |`
  })
  return `| Variable | Key | Default | Meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
}
