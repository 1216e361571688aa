import type { FieldProblem } from '../../platform/errors.ts'
import { retentionInvalid, retentionNotHere } from './errors.ts'
import { placeOf } from './namespace.ts'
import type { RetentionRules } from './retention.ts'

/** What rules are for: a namespace, or one repository in it. */
export interface RetentionScope {
  readonly namespace: string
  readonly repository?: string
}

/** "acme" or "acme/widget" as a scope. Throws registry.retention_not_here for what is no private staging place. */
export function retentionScope(name: string): RetentionScope {
  const isRepository = name.includes('/')
  const place = placeOf(isRepository ? name : `${name}/any`)
  if (place.kind !== 'staging') throw retentionNotHere({ name })
  return { namespace: place.namespace, ...(isRepository && { repository: name }) }
}

const tagPattern = /^[\w.*-]{1,128}$/

/** Refuses rules that say nothing or cannot fit. Throws registry.retention_invalid. */
export function requireSoundRules(rules: RetentionRules): void {
  const fields: FieldProblem[] = rules.keepTags.flatMap((pattern, index) =>
    tagPattern.test(pattern)
      ? []
      : [
          {
            field: `keepTags.${index}`,
            message: `"${pattern}" fits no tag. Write a tag, or a pattern such as 1.* or *-stable.`,
          },
        ],
  )
  const { keepTags, ...numbers } = rules
  if (keepTags.length === 0 && Object.values(numbers).every((value) => value === undefined)) {
    fields.push({ field: 'keepLast', message: 'Fill in at least one of the rules.' })
  }
  if (fields.length > 0) throw retentionInvalid({ fields })
}
