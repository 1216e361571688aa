import * as dineroBigint from 'dinero.js/bigint'
import { defineError } from './errors.ts'

const { add, allocate, dinero, halfEven, subtract, toSnapshot, transformScale } = dineroBigint

/** How money travels in JSON: `{"amount":"1299","currency":"EUR"}`, amount in minor units. */
export interface MoneyWire {
  readonly amount: string
  readonly currency: string
}

const unknownCurrency = defineError<{ currency: string }>(
  'invalid',
  'money.unknown_currency',
  (d) => `${d.currency} is not an ISO 4217 currency code. Use a code such as EUR or USD.`,
)
const mixedCurrencies = defineError<{ left: string; right: string }>(
  'invalid',
  'money.mixed_currencies',
  (d) => `Amounts in ${d.left} and ${d.right} cannot be added. Convert one of them first.`,
)

/** An amount in integer minor units (cents) of one currency. Never a float (STO-171). */
export class Money {
  readonly minor: bigint
  readonly currency: string

  private constructor(minor: bigint, currency: string) {
    this.minor = minor
    this.currency = currency
  }

  /** Throws `money.unknown_currency` for anything but an ISO 4217 code in capitals. */
  static of(minor: bigint, currency: string): Money {
    if (currencyOf(currency) === undefined) throw unknownCurrency({ currency })
    return new Money(minor, currency)
  }

  static zero(currency: string): Money {
    return Money.of(0n, currency)
  }

  static fromWire(wire: MoneyWire): Money {
    return Money.of(BigInt(wire.amount), wire.currency)
  }

  plus(other: Money): Money {
    this.#sameCurrency(other)
    return fromDinero(add(this.#dinero(), other.#dinero()), this.currency)
  }

  minus(other: Money): Money {
    this.#sameCurrency(other)
    return fromDinero(subtract(this.#dinero(), other.#dinero()), this.currency)
  }

  negated(): Money {
    return new Money(-this.minor, this.currency)
  }

  times(count: bigint): Money {
    return new Money(this.minor * count, this.currency)
  }

  /** `basisPoints` hundredths of a percent of the amount, rounded half to even. */
  share(basisPoints: number): Money {
    const { exponent } = toSnapshot(this.#dinero()).currency
    const scaled = dinero({
      amount: this.minor * BigInt(basisPoints),
      currency: mustCurrency(this.currency),
      scale: exponent + 4n,
    })
    return fromDinero(transformScale(scaled, exponent, halfEven), this.currency)
  }

  /** Splits by whole ratios; the parts always sum to the whole. */
  split(ratios: readonly bigint[]): Money[] {
    return allocate(this.#dinero(), [...ratios]).map((part) => fromDinero(part, this.currency))
  }

  isZero(): boolean {
    return this.minor === 0n
  }

  isNegative(): boolean {
    return this.minor < 0n
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.minor === other.minor
  }

  toWire(): MoneyWire {
    return { amount: this.minor.toString(), currency: this.currency }
  }

  /** For people: "€12.99". Exact for any size, since the digits never pass through a float. */
  format(locale = 'en-GB'): string {
    const exponent = Number(mustCurrency(this.currency).exponent)
    const digits = (this.minor < 0n ? -this.minor : this.minor).toString().padStart(exponent + 1, '0')
    const whole = digits.slice(0, digits.length - exponent)
    const decimal = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: this.currency,
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    }).format(`${this.minor < 0n ? '-' : ''}${decimal}` as Intl.StringNumericLiteral)
  }

  #dinero() {
    return dinero({ amount: this.minor, currency: mustCurrency(this.currency) })
  }

  #sameCurrency(other: Money): void {
    if (other.currency !== this.currency) throw mixedCurrencies({ left: this.currency, right: other.currency })
  }
}

type BigintCurrency = { readonly code: string; readonly base: bigint | readonly bigint[]; readonly exponent: bigint }

function currencyOf(code: string): BigintCurrency | undefined {
  if (!/^[A-Z]{3}$/.test(code) || code === 'ALL') return code === 'ALL' ? dineroBigint.ALL : undefined
  return (dineroBigint as unknown as Record<string, BigintCurrency | undefined>)[code]
}

function mustCurrency(code: string): BigintCurrency {
  const currency = currencyOf(code)
  if (!currency) throw unknownCurrency({ currency: code })
  return currency
}

function fromDinero(value: dineroBigint.Dinero<bigint>, currency: string): Money {
  const { amount, currency: unit, scale } = toSnapshot(value)
  return Money.of(scale > unit.exponent ? amount / 10n ** (scale - unit.exponent) : amount, currency)
}
