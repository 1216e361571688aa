import type { Money } from '../../platform/money.ts'

/** Tax on one price. */
export interface Tax {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly rateBasisPoints: number
  readonly amount: Money
  /** "VAT 19 %", as it stands on quote and receipt. */
  readonly label: string
}

/** Standard rates in basis points by the customer's country; countries that are not named pay none (STO-178). */
const rates: Readonly<Record<string, number>> = {
  AT: 2000,
  BE: 2100,
  BG: 2000,
  CH: 810,
  CY: 1900,
  CZ: 2100,
  DE: 1900,
  DK: 2500,
  EE: 2400,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  GB: 2000,
  GR: 2400,
  HR: 2500,
  HU: 2700,
  IE: 2300,
  IT: 2200,
  LT: 2100,
  LU: 1700,
  LV: 2100,
  MT: 1800,
  NL: 2100,
  NO: 2500,
  PL: 2300,
  PT: 2300,
  RO: 2100,
  SE: 2500,
  SI: 2200,
  SK: 2300,
}

/**
 * Tax on a net price by the customer's country, rounded half to even. VAT ids are kept with the order but do not change
 * the tax: reverse charge needs an id that was validated (STO-178).
 */
export function taxOn(net: Money, country: string): Tax {
  const rateBasisPoints = rates[country] ?? 0
  return {
    country,
    rateBasisPoints,
    amount: net.share(rateBasisPoints),
    label: rateBasisPoints === 0 ? 'No tax' : `VAT ${percent(rateBasisPoints)} %`,
  }
}

/** 1900 is "19", 2550 is "25.5", 810 is "8.1". */
function percent(basisPoints: number): string {
  const digits = String(basisPoints).padStart(3, '0')
  const decimals = digits.slice(-2).replace(/0+$/, '')
  return decimals === '' ? digits.slice(0, -2) : `${digits.slice(0, -2)}.${decimals}`
}
