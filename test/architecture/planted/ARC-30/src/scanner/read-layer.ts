import { defineError } from '../platform/errors.ts'
import { Money } from '../platform/money.ts' // planted: ARC-30

export const all = [defineError, Money]
