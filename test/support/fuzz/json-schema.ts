import fc from 'fast-check'
import { oddText, oddValue } from './texts.ts'

/** The part of JSON Schema that docs/openapi.json uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
}

/** Names and ids that exist, by the parameter or property that takes them. */
export type KnownValues = Readonly<Record<string, readonly string[]>>

/** Values for a schema: mostly as it says, here and there something else, often something that exists. */
export function valuesFor(schema: JsonSchema, known: KnownValues, name = ''): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fitting(schema, known, name) }, { weight: 1, arbitrary: oddValue })
}

function fitting(schema: JsonSchema, known: KnownValues, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, known, name)))
  if (schema.allOf) return fitting(Object.assign({}, ...schema.allOf), known, name)
  const [type] = [schema.type].flat()
  switch (type) {
    case 'string':
      return textFor(schema, known[name] ?? [])
    case 'integer':
      return fc.integer(bounds(schema))
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(valuesFor(schema.items ?? {}, known, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      })
    case 'object':
      return objectFor(schema, known)
    default:
      return oddValue
  }
}

function objectFor({ properties = {}, required = [] }: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> {
  const entries = Object.entries(properties).map(([key, value]) => [key, valuesFor(value, known, key)] as const)
  return fc.record(Object.fromEntries(entries), { requiredKeys: [...required] as never[] })
}

function textFor(schema: JsonSchema, existing: readonly string[]): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 40 } = schema
  const plain = schema.pattern
    ? fc.stringMatching(new RegExp(schema.pattern))
    : (byFormat[schema.format ?? ''] ??
      fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) }))
  // Odd texts of the allowed length: what a schema lets through is what the code behind it must bear.
  const odd = oddText.map((text) => text.padEnd(minLength, 'x').slice(0, maxLength))
  const choices = [
    { weight: 2, arbitrary: plain },
    { weight: 2, arbitrary: odd },
  ]
  return existing.length > 0
    ? fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...existing) }, ...choices)
    : fc.oneof(...choices)
}

const byFormat: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
  'date-time': fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  date: fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
}

function bounds({ minimum, maximum }: JsonSchema): { min?: number; max?: number } {
  return { ...(minimum !== undefined && { min: minimum }), ...(maximum !== undefined && { max: maximum }) }
}
