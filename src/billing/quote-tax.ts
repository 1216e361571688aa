import type { Context } from '../platform/context.ts'
import type { Money } from '../platform/money.ts'
import { type Tax, taxOn } from './domain/tax.ts'

// public: tax rates are public; the place where a tax provider will be asked (STO-178).
/** Tax on a net price for a customer in a country (ISO 3166-1 alpha-2). */
export async function quoteTax(_ctx: Context, input: { readonly country: string; readonly net: Money }): Promise<Tax> {
  return taxOn(input.net, input.country)
}
