import { defineError } from '../../platform/errors.ts'

export const subscriptionNotFound = defineError(
  'not_found',
  'licensing.subscription_not_found',
  'There is no such subscription, or you may not see it. Open it from My content of the account that holds it.',
)
export const planNotOffered = defineError<{ plan: string }>(
  'conflict',
  'licensing.plan_not_offered',
  (d) => `The plan "${d.plan}" takes no new subscriptions now. Choose another plan on the product page.`,
)
export const notForSale = defineError<{ product: string; state: string }>(
  'conflict',
  'licensing.not_for_sale',
  (d) =>
    `${d.product} is ${d.state === 'hold' ? 'on hold' : d.state}: new subscriptions are closed. Existing ones are not affected by this.`,
)
export const noSubscriptionNeeded = defineError<{ plan: string }>(
  'conflict',
  'licensing.no_subscription_needed',
  (d) => `The plan "${d.plan}" needs no subscription. Copy the pull command from the product page.`,
)
export const paymentNeeded = defineError<{ plan: string; url: string }>(
  'precondition_failed',
  'licensing.payment_needed',
  (d) => `The plan "${d.plan}" has a price. Buy it at ${d.url}.`,
)
export const orderNeeded = defineError<{ plan: string; url: string }>(
  'precondition_failed',
  'licensing.order_needed',
  (d) =>
    `The plan "${d.plan}" needs a licence from its publisher. Get one at ${d.url} and open the link that comes with it.`,
)
export const termsChanged = defineError(
  'precondition_failed',
  'licensing.terms_changed',
  'These are not the terms that apply now. Read the present terms on the plan page and accept them.',
)
export const noTrial = defineError<{ plan: string }>(
  'conflict',
  'licensing.no_trial',
  (d) => `The plan "${d.plan}" has no trial. Subscribe to it instead.`,
)
export const trialUsed = defineError<{ plan: string }>(
  'conflict',
  'licensing.trial_used',
  (d) => `This account has tried the plan "${d.plan}" before; a trial is given once. Subscribe to go on using it.`,
)
export const alreadySubscribed = defineError<{ plan: string }>(
  'conflict',
  'licensing.already_subscribed',
  (d) => `This account has a running subscription to the plan "${d.plan}". You find it under My content.`,
)
export const subscriptionOver = defineError(
  'conflict',
  'licensing.subscription_over',
  'This subscription is over already. Nothing was changed and nothing will be charged.',
)
export const managedByPublisher = defineError(
  'forbidden',
  'licensing.managed_by_publisher',
  'This subscription is managed by its publisher. Ask the publisher who sold it to you to change or cancel it.',
)
export const notYourAccount = defineError<{ account: string }>(
  'forbidden',
  'licensing.not_your_account',
  (d) => `You cannot act for "${d.account}". Use your own account, or an organization that you own.`,
)
export const versionsNotOpen = defineError<{ text: string; url: string }>(
  'forbidden',
  'licensing.versions_not_open',
  (d) => `Versions are listed for those who may pull them: ${d.text}`,
)
export const signInForVersions = defineError<{ text: string }>(
  'unauthenticated',
  'licensing.sign_in_for_versions',
  (d) => `Versions are listed for those who may pull them: ${d.text}`,
)
export const gatedNotApproved = defineError(
  'forbidden',
  'licensing.gated_not_approved',
  'Your company is not approved for licences that you sell elsewhere. Ask publisher support for it, then try again.',
)
export const notAByolPlan = defineError<{ plan: string }>(
  'invalid',
  'licensing.not_a_byol_plan',
  (d) => `The plan "${d.plan}" is not one of your published plans with your own licences. Choose one that is.`,
)
export const orderDatesInvalid = defineError(
  'invalid',
  'licensing.order_dates_invalid',
  'The licence must end after it starts, and in the future. Correct the dates.',
)
export const byolOrderNotFound = defineError(
  'not_found',
  'licensing.byol_order_not_found',
  'This link belongs to no order. Check that it was copied whole, or ask the publisher for a new one.',
)
export const byolOrderClosed = defineError<{ state: string }>('conflict', 'licensing.byol_order_closed', (d) =>
  d.state === 'fulfilled'
    ? 'This order was redeemed already. The subscription is under My content of the account that redeemed it.'
    : 'The publisher cancelled this order. Ask the publisher for a new link.',
)
export const productNotFound = defineError<{ slug: string }>(
  'not_found',
  'licensing.product_not_found',
  (d) => `There is no product "${d.slug}" in the store. Search for it by name.`,
)
