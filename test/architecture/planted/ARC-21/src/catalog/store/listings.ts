import { sql } from 'kysely'
import type { Tables } from './tables.ts'

export const listings = (tx: Tx) => tx.withTables<Tables>().selectFrom(sql`listing`)
