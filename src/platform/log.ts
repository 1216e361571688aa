import { pino } from 'pino'

/** A logger: a sentence that can be read alone, and fields that can be queried (docs/LOGGING.md). */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(fields: object): Log
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const secrets = ['password', 'secret', 'token', 'authorization', 'cookie', 'refresh_token', 'card', 'key']

/** Opens the log on standard error as JSON lines; fields that may hold secrets are replaced. */
export function openLog(level: LogLevel): Log {
  return pino(
    {
      level,
      redact: {
        paths: [...secrets, ...secrets.map((name) => `*.${name}`), 'req.headers.authorization', 'req.headers.cookie'],
        censor: '[redacted]',
      },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
