import { defineError } from '../../platform/errors.ts'

export const notificationNotFound = defineError(
  'not_found',
  'notifications.not_found',
  'There is no such message in your inbox. Reload the list.',
)
