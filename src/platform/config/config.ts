import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Errors } from 'typebox/schema'
import { defineError } from '../errors.ts'
import type { LogLevel } from '../log.ts'
import { advisoryProperties, readFeedList } from './advisory-feeds.ts'
import { s3Problems, s3Properties } from './s3-config.ts'

const text = (name: string, description: string) => ({ env: name, description })

const limit = (standard: number, name: string, description: string) =>
  Type.Integer({ default: standard, minimum: 0, maximum: 1_000_000_000, ...text(name, `${description} 0 = no limit.`) })

const limits = {
  anonymousPulls: limit(
    200,
    'CHANDLERY_ANONYMOUS_PULLS',
    'Manifests that one address may fetch in six hours without a login; an image for several platforms takes two.',
  ),
  accountPulls: limit(
    0,
    'CHANDLERY_ACCOUNT_PULLS',
    'Manifests that one account may fetch in six hours; customers have a right to what they have paid for.',
  ),
  addressRequests: limit(
    100,
    'CHANDLERY_ADDRESS_REQUESTS',
    'Registry and token requests each second from one address without a login; twenty times as many after a pause.',
  ),
  accountRequests: limit(
    0,
    'CHANDLERY_ACCOUNT_REQUESTS',
    'Registry requests each second of one account; twenty times as many after a pause.',
  ),
  publisherGb: limit(
    100,
    'CHANDLERY_PUBLISHER_GB',
    'GB that one publisher may keep in its staging repositories, unless an operator gives it another quota.',
  ),
  publisherRepositories: limit(
    500,
    'CHANDLERY_PUBLISHER_REPOSITORIES',
    'Staging repositories that one publisher may have, unless an operator gives it another quota.',
  ),
}

/** Every setting of the program: its variable, its meaning, its default. docs/OPERATING.md is checked against this. */
export const Config = Type.Object(
  {
    host: Type.String({
      default: 'localhost',
      minLength: 1,
      ...text('CHANDLERY_HOST', 'Address to listen on. Use 0.0.0.0 behind a proxy or in a container.'),
    }),
    port: Type.Integer({
      default: 8080,
      minimum: 0,
      maximum: 65535,
      ...text('CHANDLERY_PORT', 'Port to listen on; 0 takes a free one.'),
    }),
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://[^/?#]+$',
        ...text(
          'CHANDLERY_PUBLIC_URL',
          'Address that browsers and docker use, without a path. Default: http://localhost and the port.',
        ),
      }),
    ),
    dataDir: Type.String({
      default: './data',
      minLength: 1,
      ...text('CHANDLERY_DATA_DIR', 'Folder of the embedded database, the blobs and the mail outbox.'),
    }),
    databaseUrl: Type.Optional(
      Type.String({
        pattern: '^postgres(ql)?://',
        ...text('DATABASE_URL', 'PostgreSQL 15 or later. Unset: the embedded database in the data folder.'),
      }),
    ),
    ...s3Properties,
    storeName: Type.String({
      default: 'Chandlery',
      minLength: 1,
      maxLength: 60,
      ...text('CHANDLERY_STORE_NAME', 'Name on pages and in mails.'),
    }),
    logLevel: Type.Union(
      (['debug', 'info', 'warn', 'error', 'silent'] as const).map((level) => Type.Literal(level)),
      { default: 'info', ...text('CHANDLERY_LOG_LEVEL', 'debug, info, warn, error or silent.') },
    ),
    smtpUrl: Type.Optional(
      Type.String({
        pattern: '^smtps?://',
        ...text(
          'CHANDLERY_SMTP_URL',
          'Mail server, such as smtps://user:secret@mail.example:465. Unset: mails are files in the outbox.',
        ),
      }),
    ),
    mailFrom: Type.String({
      default: 'Chandlery <store@localhost>',
      minLength: 3,
      ...text('CHANDLERY_MAIL_FROM', 'Sender of all mails.'),
    }),
    trustProxy: Type.Union([Type.Boolean(), Type.String()], {
      default: false,
      ...text(
        'CHANDLERY_TRUST_PROXY',
        'true, or the addresses of proxies whose X-Forwarded-For is believed, separated by commas.',
      ),
    }),
    ...limits,
    metricsPort: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65535,
        ...text('CHANDLERY_METRICS_PORT', 'Port on 127.0.0.1 that serves /metrics. Unset: no metrics server.'),
      }),
    ),
    webhooksToPrivate: Type.Boolean({
      default: false,
      ...text(
        'CHANDLERY_WEBHOOKS_TO_PRIVATE',
        'true lets publishers send webhooks to this machine and to private networks. Leave it false where you do not know them all.',
      ),
    }),
    webhooksOverHttp: Type.Boolean({
      default: false,
      ...text('CHANDLERY_WEBHOOKS_OVER_HTTP', 'true lets webhooks go to addresses without TLS.'),
    }),
    collectionDelayHours: Type.Integer({
      default: 24,
      minimum: 1,
      maximum: 8760,
      ...text(
        'CHANDLERY_COLLECTION_DELAY_HOURS',
        'Hours for which layers must have been unneeded before garbage collection removes them.',
      ),
    }),
    verifyBytesPerSecond: Type.Integer({
      default: 5_000_000,
      minimum: 0,
      maximum: 10_000_000_000,
      ...text(
        'CHANDLERY_VERIFY_BYTES_PER_SECOND',
        'Rate at which stored layers are read again in the background to find damage, each once in 30 days; 0: never.',
      ),
    }),
    ...advisoryProperties,
    criticalHours: Type.Integer({
      default: 72,
      minimum: 1,
      maximum: 8760,
      ...text(
        'CHANDLERY_SLA_CRITICAL_HOURS',
        'Hours that a publisher has to fix a critical finding, from the notification. Clocks that run are not moved.',
      ),
    }),
    majorHours: Type.Integer({
      default: 168,
      minimum: 1,
      maximum: 8760,
      ...text('CHANDLERY_SLA_MAJOR_HOURS', 'The same for a major finding.'),
    }),
    holdAutomatic: Type.Boolean({
      default: false,
      ...text(
        'CHANDLERY_HOLD_AUTOMATIC',
        'true puts a listing on hold as soon as a deadline is missed. Otherwise a security reviewer decides.',
      ),
    }),
    role: Type.Union([Type.Literal('all'), Type.Literal('web'), Type.Literal('worker')], {
      default: 'all',
      ...text('CHANDLERY_ROLE', 'all, web (no jobs) or worker (no HTTP). Other than all needs DATABASE_URL.'),
    }),
  },
  { additionalProperties: false },
)

export type Config = Omit<Static<typeof Config>, 'logLevel' | 'publicUrl'> & {
  readonly logLevel: LogLevel
  readonly publicUrl: string
}

type Setting = { env: string; type?: string; default?: unknown; description: string; anyOf?: { const?: unknown }[] }

/** The settings in order, for the operating guide and for `chandlery serve --help`. */
export function settings(): readonly { key: string; env: string; description: string; default: unknown }[] {
  return Object.entries(Config.properties).map(([key, schema]) => {
    const { env, description, default: standard } = schema as unknown as Setting
    return { key, env, description, default: standard }
  })
}

const badConfiguration = defineError<{ problems: readonly string[] }>(
  'invalid',
  'platform.bad_configuration',
  (d) => `The configuration has ${d.problems.length} problem(s):\n${d.problems.map((p) => `  - ${p}`).join('\n')}`,
)

/**
 * Reads settings from a JSON file (keys as in Config) and from the environment, which wins.
 * Throws one error that names every problem at once: unknown keys, wrong types, values out of range.
 */
export function readConfig(env: NodeJS.ProcessEnv, file?: string): Config {
  const problems: string[] = []
  const fromFile = file === undefined ? {} : readFile(file, problems)
  const values: Record<string, unknown> = { ...fromFile, ...readEnvironment(env, problems) }
  const complete = { ...defaults(), ...values }
  const [, errors] = Errors(Config, complete)
  for (const error of errors) {
    const key = error.instancePath.slice(1) || String((error.params as { requiredProperty?: string }).requiredProperty)
    if (key in Config.properties) problems.push(`${envOf(key)} (${key}): ${error.message}.`)
  }
  const config = complete as unknown as Config
  if (config.role !== 'all' && config.databaseUrl === undefined) {
    problems.push(
      'CHANDLERY_ROLE (role): several processes need PostgreSQL. Set DATABASE_URL, or leave the role at "all".',
    )
  }
  problems.push(...s3Problems(config), ...readFeedList(config.advisoryFeeds).problems)
  if (problems.length > 0) throw badConfiguration({ problems: [...new Set(problems)] })
  return {
    ...config,
    dataDir: resolve(config.dataDir),
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
  }
}

function defaults(): Record<string, unknown> {
  return Object.fromEntries(
    settings()
      .filter((setting) => setting.default !== undefined)
      .map((setting) => [setting.key, setting.default]),
  )
}

const envOf = (key: string) => (Config.properties as unknown as Record<string, Setting>)[key]?.env ?? key

function readFile(file: string, problems: string[]): Record<string, unknown> {
  if (!existsSync(file)) {
    problems.push(`The file ${file} does not exist. Correct --config or CHANDLERY_CONFIG.`)
    return {}
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    problems.push(`The file ${file} is not valid JSON: ${(error as Error).message}.`)
    return {}
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    problems.push(`The file ${file} must hold one JSON object.`)
    return {}
  }
  for (const key of Object.keys(parsed)) {
    if (!(key in Config.properties))
      problems.push(`The file ${file} has an unknown key "${key}". Remove or correct it.`)
  }
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => key in Config.properties))
}

function readEnvironment(env: NodeJS.ProcessEnv, problems: string[]): Record<string, unknown> {
  const known = new Map(settings().map(({ key, env: name }) => [name, key]))
  // Read by the command line and by the test runner, not settings of the store.
  const others = new Set(['CHANDLERY_CONFIG', 'CHANDLERY_REQUIRE'])
  const values: Record<string, unknown> = {}
  for (const [name, raw] of Object.entries(env)) {
    const key = known.get(name)
    if (key !== undefined) {
      if (raw !== undefined && raw !== '') values[key] = convert(key, raw)
    } else if (name.startsWith('CHANDLERY_') && !others.has(name)) {
      problems.push(`${name} is not a setting. Known: ${[...known.keys()].join(', ')}.`)
    }
  }
  return values
}

function convert(key: string, raw: string): unknown {
  const schema = (Config.properties as unknown as Record<string, Setting>)[key]
  if (schema?.type === 'integer') return /^-?\d+$/.test(raw) ? Number(raw) : raw
  if ((key === 'trustProxy' || schema?.type === 'boolean') && (raw === 'true' || raw === 'false')) return raw === 'true'
  return raw
}
