import type { RetentionReason, RetentionRules } from './retention.ts'

/** Why something stays or goes, in a sentence for the publisher. */
export function reasonText(reason: RetentionReason, rules: RetentionRules): string {
  switch (reason.kind) {
    case 'needed':
      return `Stays: ${reason.by}.`
    case 'pattern':
      return `Stays: fits ${reason.pattern}.`
    case 'last':
      return rules.keepLast === 1 ? 'Stays: pushed last.' : `Stays: among the ${rules.keepLast} that were pushed last.`
    case 'pushed':
      return 'Stays: pushed recently.'
    case 'pulled':
      return `Stays: pulled within ${rules.keepPulledDays} days.`
    case 'no rule':
      return 'Stays: no rule takes it away.'
    case 'tagged':
      return `Stays: the tag ${reason.tag} points at it.`
    case 'part of':
      return `Stays: part of ${reason.digest}.`
    case 'about':
      return `Stays: belongs to ${reason.digest}.`
    case 'subject of':
      return `Stays: ${reason.digest} is about it.`
    case 'no match':
      return 'Goes: no rule keeps it.'
    case 'untagged':
      return 'Goes: no tag needs it.'
    case 'subject goes':
      return 'Goes: the image that it belongs to goes.'
  }
}
