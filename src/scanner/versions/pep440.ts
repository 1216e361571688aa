import { compare, valid } from '@renovatebot/pep440'
import { orderOf, type VersionOrder } from './version-order.ts'

/** Python versions by PEP 440: epochs, pre-, post- and development releases, local versions. */
export const pep440Order: VersionOrder = orderOf('pep440', (text) => valid(text.trim())?.trim(), compare)
