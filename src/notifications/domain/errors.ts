import { defineError } from '../../platform/errors.ts'

export const productNotFound = defineError(
  'not_found',
  'notifications.product_not_found',
  'There is no such product in the store. Open it from your content or search for it by name.',
)
export const notificationNotFound = defineError(
  'not_found',
  'notifications.not_found',
  'There is no such message in your inbox. Reload the list.',
)
