/** Jobs that publish approved submissions by themselves. */
export const publishQueue = 'moderation.publish-submission'

/** Looks for holds that have lasted too long. */
export const revokeQueue = 'moderation.revoke-overdue-holds'
