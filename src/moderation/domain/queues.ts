/** Jobs that publish approved submissions by themselves. */
export const publishQueue = 'moderation.publish-submission'
