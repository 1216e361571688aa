import type { Config } from '../../platform/config/config.ts'
import type { Database } from '../../platform/db/database.ts'
import { openDatabase } from '../../platform/db/open-database.ts'
import { type ExaminedRegistry, examineRegistry } from '../../registry/index.ts'
import type { CommandContext } from '../command-line.ts'
import { examineDatabase, examineDisk, examineMail } from '../doctor/surroundings.ts'
import type { Symptom } from '../doctor/symptom.ts'
import { openStore } from '../open-store.ts'

/**
 * `chandlery doctor`: examines the store and says what is wrong, each thing in a line, and what to do. Changes nothing unless told
 * to repair. Answers the exit code: 0 when all is well or was repaired, 1 when something is left to do. On PostgreSQL the store
 * may be running; the embedded database belongs to one program at a time, so there the store must be stopped.
 */
export async function doctorCommand(
  command: CommandContext,
  { repair = false, json = false }: { readonly repair?: boolean; readonly json?: boolean },
): Promise<number> {
  const symptoms: Symptom[] = []
  const tell = (symptom: Symptom) => {
    symptoms.push(symptom)
    if (!json) for (const line of linesOf(symptom)) command.print(line)
  }
  const examined = await examine(command, repair, tell)
  const left = symptoms.filter(({ advice }) => advice !== undefined)
  if (json) command.print(JSON.stringify({ healthy: left.length === 0, symptoms, examined: examined ?? null }, null, 2))
  else command.print(summary(symptoms.length, left.length, examined))
  return left.length === 0 ? 0 : 1
}

async function examine(
  { config, log }: CommandContext,
  repair: boolean,
  tell: (symptom: Symptom) => void,
): Promise<ExaminedRegistry | undefined> {
  const { dataDir, databaseUrl } = config
  // Opens what the settings name, and throws a sentence when it cannot be reached or another program has it.
  const database = await openDatabase({ dataDir, log, ...(databaseUrl !== undefined && { databaseUrl }) })
  const about = await examineSurroundings(config, database).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  for (const symptom of about) tell(symptom)
  if (about.some(({ check }) => check === 'migrations')) {
    // Nothing is migrated by looking.
    await database.close()
    return undefined
  }
  const store = await openStore(config, log, { database: Promise.resolve(database) })
  try {
    const ctx = store.makeContext({ kind: 'system', reason: repair ? 'doctor --repair' : 'doctor' })
    return await examineRegistry(ctx, { repair, report: tell })
  } finally {
    await store.close()
  }
}

async function examineSurroundings(config: Config, database: Database): Promise<readonly Symptom[]> {
  return [...(await examineDisk(config)), ...(await examineDatabase(database)), ...(await examineMail(config))]
}

function linesOf({ check, problem, repaired, advice }: Symptom): string[] {
  const lines = [`${check}: ${problem}`]
  if (repaired !== undefined) lines.push(`  Repaired: ${repaired}`)
  if (advice !== undefined) lines.push(`  ${advice}`)
  return lines
}

function summary(found: number, left: number, examined: ExaminedRegistry | undefined): string {
  const looked = examined
    ? `${examined.blobs} blobs (${(examined.bytes / 1024 / 1024).toFixed(1)} MiB), ${examined.manifests} manifests and ${examined.uploads} unfinished uploads examined. `
    : ''
  if (found === 0) return `${looked}Nothing is wrong.`
  if (left === 0) return `${looked}Wrong: ${found}. All of it is repaired.`
  return `${looked}Wrong: ${found}. Needs your attention: ${left}.`
}
