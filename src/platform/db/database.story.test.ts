import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DomainError } from '../errors.ts'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import type { Tx } from './database.ts'
import { assertOutsideTransaction } from './transaction-guard.ts'
import { isUniqueViolation, onUnique } from './unique.ts'

type Tables = {
  crate: { id: number; label: string; weight: bigint | null; packed_on: string | null; packed_at: Date | null }
}

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await database.execute(`
    CREATE TABLE crate (id int PRIMARY KEY, label text NOT NULL, weight bigint, packed_on date, packed_at timestamptz);
    CREATE UNIQUE INDEX crate_label_once ON crate (label)`)
})
beforeEach(() => database.reset())
afterAll(() => database.close())

const crates = (tx: Tx) => tx.withTables<Tables>()
const pack = (tx: Tx, id: number, label: string) =>
  crates(tx).insertInto('crate').values({ id, label, weight: null, packed_on: null, packed_at: null }).execute()
const labels = () =>
  database.transaction(async (tx) => {
    const rows = await crates(tx).selectFrom('crate').select('label').orderBy('id').limit(1000).execute()
    return rows.map((row) => row.label)
  })

describe('transactions', () => {
  test('what the work did is kept when it returns', async () => {
    const answer = await database.transaction(async (tx) => {
      await pack(tx, 1, 'rope')
      return 'packed'
    })
    expect(answer).toBe('packed')
    expect(await labels()).toEqual(['rope'])
  })

  test('and nothing of it when it throws', async () => {
    const work = database.transaction(async (tx) => {
      await pack(tx, 1, 'rope')
      throw new Error('wet')
    })
    await expect(work).rejects.toThrow('wet')
    expect(await labels()).toEqual([])
  })

  test('the root handle, another transaction and a port are refused inside one', async () => {
    const inside = (forbidden: () => unknown) =>
      database.transaction(async () => {
        await forbidden()
      })
    await expect(inside(() => database.execute('SELECT 1'))).rejects.toThrow('inside a database transaction')
    await expect(inside(() => database.transaction(async () => {}))).rejects.toThrow('inside a database transaction')
    await expect(inside(() => assertOutsideTransaction('Mail'))).rejects.toThrow('Mail was used inside')
    assertOutsideTransaction('Mail')
    expect((await database.execute('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('work that outlives its transaction may use the root handle again', async () => {
    let later: Promise<unknown> = Promise.resolve()
    let release: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    await database.transaction(async () => {
      later = gate.then(() => database.execute('SELECT 2 AS two'))
    })
    release()
    expect(await later).toEqual({ rows: [{ two: 2 }] })
  })

  test('a deadlock or a serialization failure is tried again, three times in all', async () => {
    const failing = (code: string) => {
      let attempts = 0
      const run = (failures: number) =>
        database.transaction(async (tx) => {
          attempts++
          await sql.raw(`SELECT ${attempts}`).execute(tx)
          if (attempts <= failures) throw Object.assign(new Error('collision'), { code })
          return attempts
        })
      return { run, attempts: () => attempts }
    }
    expect(await failing('40P01').run(2)).toBe(3)
    expect(await failing('40001').run(1)).toBe(2)
    const hopeless = failing('40001')
    await expect(hopeless.run(9)).rejects.toThrow('collision')
    expect(hopeless.attempts()).toBe(3)
    const broken = failing('23502')
    await expect(broken.run(9)).rejects.toThrow('collision')
    expect(broken.attempts()).toBe(1)
  })

  test('fifty at once add up', async () => {
    await database.transaction((tx) => pack(tx, 1, 'pennies'))
    await database.execute('UPDATE crate SET weight = 0')
    await Promise.all(
      Array.from({ length: 50 }, () =>
        database.transaction(async (tx) => {
          const [row] = await crates(tx).selectFrom('crate').select('weight').where('id', '=', 1).forUpdate().execute()
          await crates(tx)
            .updateTable('crate')
            .set({ weight: (row?.weight ?? 0n) + 1n })
            .execute()
        }),
      ),
    )
    expect((await database.execute('SELECT weight FROM crate')).rows).toEqual([{ weight: 50n }])
  })
})

describe('statements', () => {
  test('numbers, days and moments come back as what they are', async () => {
    const moment = new Date('2026-03-29T01:30:00.123Z')
    await database.execute('INSERT INTO crate VALUES (1, $1, $2, $3, $4)', [
      'x',
      9007199254740993n,
      '2026-03-29',
      moment,
    ])
    const { rows } = await database.execute(
      'SELECT weight, packed_on, packed_at, 1.50::numeric(5,2) AS price FROM crate',
    )
    expect(rows).toEqual([{ weight: 9007199254740993n, packed_on: '2026-03-29', packed_at: moment, price: '1.50' }])
  })

  test('days are cut out of moments in UTC', async () => {
    const { rows } = await database.execute(`SELECT ('2026-03-29T23:30:00Z'::timestamptz)::date AS day`)
    expect(rows).toEqual([{ day: '2026-03-29' }])
  })

  test('a text of several statements answers the last', async () => {
    expect((await database.execute('SELECT 1 AS a; SELECT 2 AS b')).rows).toEqual([{ b: 2 }])
  })

  test('large values of one client do not mix with the statements of others', async () => {
    const large = 'x'.repeat(300_000)
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const text = i % 2 ? 'SELECT $1::int AS n, length($2::text) AS size' : 'SELECT $1::int AS n'
        return (await database.execute(text, i % 2 ? [i, large] : [i])).rows[0]
      }),
    )
    expect(answers).toEqual(answers.map((_, i) => (i % 2 ? { n: i, size: 300_000 } : { n: i })))
  })

  test('a failed statement disturbs nobody else', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) =>
        database.execute(i % 3 ? 'SELECT $1::int AS n' : 'SELECT $1::int / 0 AS n', [i]),
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map((_, i) => (i % 3 ? 'fulfilled' : 'rejected')))
  })
})

describe('unique rules', () => {
  const taken = () => new DomainError('conflict', 'crate.label_taken', 'Choose another label.')

  test('a broken unique rule becomes the refusal that the store file names', async () => {
    const twice = database.transaction(async (tx) => {
      await pack(tx, 1, 'rope')
      await onUnique('crate_label_once', taken, pack(tx, 2, 'rope'))
    })
    await expect(twice).rejects.toMatchObject({ code: 'crate.label_taken' })
  })

  test('another rule, and another error, stay what they are', async () => {
    const sameId = database.transaction(async (tx) => {
      await pack(tx, 1, 'rope')
      await onUnique('crate_label_once', taken, pack(tx, 1, 'tar'))
    })
    const error = await sameId.catch((caught: unknown) => caught)
    expect(isUniqueViolation(error, 'crate_pkey')).toBe(true)
    expect(isUniqueViolation(error)).toBe(true)
    expect(isUniqueViolation(error, 'crate_label_once')).toBe(false)
    expect(isUniqueViolation(new Error('other'))).toBe(false)
  })

  test('of twins at the same moment one wins', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        database.transaction((tx) => onUnique('crate_label_once', taken, pack(tx, i, 'rope'))),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['crate.label_taken']))
  })
})

describe('closing', () => {
  test('waits for open transactions, keeps them, and takes no new ones', async () => {
    const closing = await testDatabase()
    await closing.execute('CREATE TABLE note (id int)')
    let release: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const open = closing.transaction(async (tx) => {
      await gate
      await sql`INSERT INTO note VALUES (1)`.execute(tx)
      return 'kept'
    })
    const closed = closing.close()
    await expect(closing.execute('SELECT 1')).rejects.toMatchObject({ code: 'platform.database_closing' })
    await expect(closing.transaction(async () => {})).rejects.toMatchObject({ code: 'platform.database_closing' })
    release()
    expect(await open).toBe('kept')
    await closed
  })
})
