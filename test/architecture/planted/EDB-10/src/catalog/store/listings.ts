import { sql } from 'kysely'

export const slow = sql`SET statement_timeout = 5000` // planted: EDB-10
export const quick = sql`SET LOCAL statement_timeout = 5000`
export const level = sql`SET TRANSACTION READ ONLY`
export const update = sql`UPDATE listing SET name = 'x'`
export const lock = sql`SELECT pg_advisory_lock(${1})` // planted: EDB-10
export const fine = sql`SELECT pg_advisory_xact_lock(${1})`
export const scratch = 'CREATE TEMP TABLE scratch (id uuid)' // planted: EDB-10
export const listen = 'LISTEN jobs' // planted: EDB-10
export const config = sql`SELECT set_config('a.b', 'c', false)` // planted: EDB-10
export const sentence = 'Set the password to something that you have not used elsewhere.'
