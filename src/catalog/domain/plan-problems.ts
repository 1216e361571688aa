import { DomainError, type FieldProblem } from '../../platform/errors.ts'
import { Money } from '../../platform/money.ts'
import { atMost, required, webAddress, when } from './field-problems.ts'
import { isPaid, type ManifestPlan, type ManifestPrice, type ManifestSource } from './manifest.ts'
import type { ManifestFacts } from './manifest-problems.ts'

const longestTrial = 365
const amountPattern = /^\d{1,12}$/
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)+$/
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/

/** What is wrong with the plans as a set: at least one, exactly one preselected, each with an id and a name of its own (STO-060). */
export function plansProblems(plans: readonly ManifestPlan[]): FieldProblem[] {
  const defaults = plans.filter((plan) => plan.isDefault).length
  return [
    ...when(plans.length === 0, { field: 'plans', message: 'Add at least one plan, with the images that it gives.' }),
    ...when(plans.length > 0 && defaults !== 1, {
      field: 'plans',
      message:
        defaults === 0
          ? 'Mark one plan as the default: it is the one that the product page shows first.'
          : 'Only one plan can be the default. Unmark the others.',
    }),
    ...plans.flatMap((plan, index) => [
      ...when(plan.name.trim() !== '' && plans.findIndex((other) => sameName(other, plan)) < index, {
        field: `plans.${index}.name`,
        message: 'Another plan has this name already. Customers could not tell them apart.',
      }),
      ...when(plans.findIndex((other) => other.id === plan.id) < index, {
        field: `plans.${index}.id`,
        message: 'Two plans have the same id. Remove one of them and add it again.',
      }),
    ]),
  ]
}

/** What is wrong with one plan; `at` is its path ("plans.0"). */
export function planProblems(plan: ManifestPlan, at: string, facts: ManifestFacts = {}): FieldProblem[] {
  return [
    ...when(facts.foreignPlans?.includes(plan.id) ?? false, {
      field: `${at}.id`,
      message: 'This plan has the id of a plan of another product. Remove it and add it again.',
    }),
    ...required(`${at}.name`, plan.name, 'Give the plan a name.'),
    ...atMost(`${at}.name`, plan.name, 60),
    ...required(`${at}.description`, plan.description, 'Say who the plan is for and what it includes.'),
    ...required(`${at}.instructions`, plan.instructions, 'Write how to install and start the product (Markdown).'),
    ...licenceProblems(plan, at),
    ...accessProblems(plan, at),
    ...priceProblems(plan, at),
    ...sourcesProblems(plan.repositories, `${at}.repositories`, facts),
  ]
}

/** Hints that do not keep a draft from being submitted: one repository sold on different conditions (STO-062). */
export function warningsOf(plans: readonly ManifestPlan[]): FieldProblem[] {
  return plans.flatMap((plan, index) =>
    plan.repositories.flatMap(({ repository }, place) => {
      const earlier = plans
        .slice(0, index)
        .find((other) => other.repositories.some((r) => r.repository === repository) && differ(other, plan))
      return when(earlier !== undefined, {
        field: `plans.${index}.repositories.${place}.repository`,
        message: `${repository} is also in the plan "${earlier?.name}" on other conditions. Whoever has either plan may pull all of it; use one repository for each plan.`,
      })
    }),
  )
}

function sameName(a: ManifestPlan, b: ManifestPlan): boolean {
  return a.name.trim().toLowerCase() === b.name.trim().toLowerCase()
}

function differ(a: ManifestPlan, b: ManifestPlan): boolean {
  return a.access !== b.access || JSON.stringify(a.prices) !== JSON.stringify(b.prices)
}

function licenceProblems({ licence }: ManifestPlan, at: string): FieldProblem[] {
  return licence.kind === 'link'
    ? [
        ...required(`${at}.licence.url`, licence.url, 'Give the address of the licence agreement, or paste its text.'),
        ...webAddress(`${at}.licence.url`, licence.url),
      ]
    : required(`${at}.licence.text`, licence.text, 'Paste the licence agreement, or give its address.')
}

/** Who may pull must fit what it costs: only `subscribed` can be charged, `byol` is sold elsewhere (STO-065…068). */
function accessProblems(plan: ManifestPlan, at: string): FieldProblem[] {
  const open = plan.access === 'all' || plan.access === 'logged_in'
  return [
    ...when(open && isPaid(plan), {
      field: `${at}.access`,
      message: 'A plan with a price needs the access "subscribed". Choose it, or remove the prices.',
    }),
    ...when(plan.access === 'byol' && plan.prices.length > 0, {
      field: `${at}.prices`,
      message: 'A plan for customers who bring their licence is sold by you elsewhere. Remove the prices.',
    }),
    ...when(plan.access === 'byol' && !plan.byolUrl, {
      field: `${at}.byolUrl`,
      message: 'Give the address where customers get the licence from you.',
    }),
    ...webAddress(`${at}.byolUrl`, plan.byolUrl ?? ''),
  ]
}

function priceProblems({ prices, trialDays }: ManifestPlan, at: string): FieldProblem[] {
  return [
    ...prices.flatMap((price, index) => [
      ...when(!amountPattern.test(price.amount), {
        field: `${at}.prices.${index}.amount`,
        message: 'Give the price in whole minor units, such as 1299 for 12.99.',
      }),
      ...when(!isCurrency(price.currency), {
        field: `${at}.prices.${index}.currency`,
        message: `"${price.currency}" is not a currency code. Use one like EUR or USD.`,
      }),
      ...when(prices.findIndex((other) => sameSlot(other, price)) < index, {
        field: `${at}.prices.${index}`,
        message: `There is a price per ${price.period} in ${price.currency} already. Keep one of them.`,
      }),
    ]),
    ...when(!Number.isInteger(trialDays) || trialDays < 0 || trialDays > longestTrial, {
      field: `${at}.trialDays`,
      message: `A trial lasts 0 (none) to ${longestTrial} days.`,
    }),
  ]
}

/** True when the price can be shown and charged. */
export function isFinishedPrice(price: ManifestPrice): boolean {
  return amountPattern.test(price.amount) && isCurrency(price.currency)
}

function sameSlot(a: { currency: string; period: string }, b: { currency: string; period: string }): boolean {
  return a.currency === b.currency && a.period === b.period
}

function isCurrency(code: string): boolean {
  try {
    return Money.zero(code).currency === code
  } catch (error) {
    if (error instanceof DomainError) return false
    throw error
  }
}

function sourcesProblems(sources: readonly ManifestSource[], at: string, facts: ManifestFacts): FieldProblem[] {
  return [
    ...when(sources.length === 0, { field: at, message: 'Add the repository whose images this plan gives.' }),
    ...sources.flatMap((source, index) => [
      ...repositoryProblems(source.repository, `${at}.${index}.repository`, facts),
      ...when(sources.findIndex((other) => other.repository === source.repository) < index, {
        field: `${at}.${index}.repository`,
        message: `${source.repository} is in this plan already. Add the tags there.`,
      }),
      ...tagsProblems(source.tags, `${at}.${index}.tags`),
    ]),
  ]
}

function repositoryProblems(repository: string, field: string, { namespace }: ManifestFacts): FieldProblem[] {
  if (!repositoryPattern.test(repository) || repository.length > 200) {
    return [{ field, message: 'Name a repository like acme/widget: lower-case letters, digits, dots and dashes.' }]
  }
  return when(namespace !== undefined && !repository.startsWith(`${namespace}/`), {
    field,
    message: `Use a repository of your own: its name begins with ${namespace}/.`,
  })
}

function tagsProblems(tags: readonly string[], at: string): FieldProblem[] {
  return [
    ...when(tags.length === 0, { field: at, message: 'Name at least one tag to publish.' }),
    ...tags.flatMap((tag, index): FieldProblem[] => {
      const field = `${at}.${index}`
      if (tag.toLowerCase() === 'latest') {
        return [
          {
            field,
            message: 'The tag latest cannot be published: published tags never change. Push a version such as 1.0.0.',
          },
        ]
      }
      return [
        ...when(!tagPattern.test(tag), { field, message: `"${tag}" is not a tag that a registry can hold.` }),
        ...when(tags.indexOf(tag) < index, { field, message: `The tag ${tag} is named twice. Remove one.` }),
      ]
    }),
  ]
}
