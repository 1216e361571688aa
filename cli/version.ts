declare const CHANDLERY_VERSION: string | undefined

/** Put in when the command is bundled. */
export const version: string = typeof CHANDLERY_VERSION === 'string' ? CHANDLERY_VERSION : '0.0.0'
