import { createHash } from 'node:crypto'
import { randomBytes } from 'node:crypto' // planted: ARC-20
import { readFileSync } from 'node:fs' // planted: ARC-20
import semver from 'semver' // planted: ARC-20
import type { Context } from '../../platform/context.ts' // planted: ARC-20
import { listings } from '../store/listings.ts' // planted: ARC-20
import { findAccount } from '../../accounts/index.ts' // planted: ARC-20
import type { AccountId } from '../../accounts/index.ts'
import { Money } from '../../platform/money.ts'
import { round } from './rounding.ts'

export const at = Date.now() // planted: ARC-20
export const today = new Date() // planted: ARC-20
export const fixed = new Date('2026-01-01T00:00:00Z')
export const chance = Math.random() // planted: ARC-20
export const setting = process.env.PRICE // planted: ARC-20
export const answer = fetch('http://localhost') // planted: ARC-20
export const all = [createHash, randomBytes, readFileSync, semver, listings, findAccount, Money, round]
export type All = [Context, AccountId]
