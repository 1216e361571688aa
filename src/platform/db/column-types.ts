import { type CustomTypesConfig, types } from 'pg'

const int8 = 20
const date = 1082
const keepText = (text: string): string => text

/**
 * How column values reach the store files, per pool and never global:
 * bigint -> JavaScript bigint (money in minor units stays exact), date -> "2026-05-03" text (a day has no time zone),
 * timestamptz -> Date, numeric -> text.
 */
export const columnTypes: CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8) return BigInt
    if (oid === date) return keepText
    return format === 'binary' ? types.getTypeParser(oid, 'binary') : types.getTypeParser(oid, 'text')
  },
} as CustomTypesConfig
