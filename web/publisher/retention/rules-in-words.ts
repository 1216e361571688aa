import type { RetentionRulesView } from '../../api/retention.ts'
import { plural } from '../../ui/format.ts'

/** The rules as one reads them aloud: what stays, then what becomes of the rest. */
export function rulesInWords(rules: RetentionRulesView): string {
  const { keepLast, keepTags, keepPushedDays, keepPulledDays, removeUntaggedDays } = rules
  const kept = [
    keepLast !== undefined && `the last ${plural(keepLast, 'tag')}`,
    keepTags.length > 0 && `tags like ${keepTags.join(', ')}`,
    keepPushedDays !== undefined && `tags pushed within ${plural(keepPushedDays, 'day')}`,
    keepPulledDays !== undefined && `what was pulled within ${plural(keepPulledDays, 'day')}`,
  ].filter((part) => part !== false)
  const tags = kept.length > 0 ? `Keeps ${listed(kept)}.` : 'Keeps all tags.'
  const untagged =
    removeUntaggedDays === undefined
      ? 'Images without a tag stay.'
      : `Images without a tag go after ${plural(removeUntaggedDays, 'day')}.`
  return `${tags} ${untagged}`
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
