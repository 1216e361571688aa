import { facts, type Message, text } from './message.ts'

/** The link confirms that the address is the person's own. */
export function verificationMessage(input: { name: string; link: string; storeName: string }): Message {
  return {
    subject: `Confirm your e-mail address for ${input.storeName}`,
    summary: 'One click, and your account is ready.',
    blocks: [
      text(`Welcome, ${input.name}.`),
      text('Confirm that this address is yours, and your account is ready to use. The link works once, for two days.'),
      text('If you did not sign up, leave this mail alone: without the link nothing happens.'),
    ],
    action: { label: 'Confirm my address', href: input.link },
  }
}

/** Somebody signed up with an address that has an account; its owner learns it, the stranger does not. */
export function addressTakenMessage(input: { name: string; storeName: string }): Message {
  return {
    subject: `You already have an account at ${input.storeName}`,
    summary: 'Somebody tried to sign up with your e-mail address.',
    blocks: [
      text(`Somebody, perhaps you, tried to sign up with this e-mail address. It already belongs to an account.`),
      facts({ 'Your user name': input.name }),
      text('If it was you, sign in with that name, or ask for a new password. If not, there is nothing to do.'),
    ],
    action: { label: 'Sign in', href: '/sign-in' },
  }
}

/** The link sets a new password. */
export function passwordResetMessage(input: { link: string }): Message {
  return {
    subject: 'Set a new password',
    summary: 'You asked for a new password.',
    blocks: [
      text('Somebody, hopefully you, asked for a new password for your account. The link works once, for two hours.'),
      text('If it was not you, leave this mail alone: your password stays as it is.'),
    ],
    action: { label: 'Set a new password', href: input.link },
  }
}

/** Whoever owns the account must learn of it, in case it was somebody else. */
export function passwordChangedMessage(): Message {
  return {
    subject: 'Your password was changed',
    summary: 'Other sessions and stored docker logins have ended.',
    blocks: [
      text('The password of your account was changed. Other browsers were signed out, and stored docker logins ended.'),
      text('If it was not you, set a new password at once with "Forgot your password?" on the sign-in page.'),
    ],
    action: { label: 'Look at your sessions', href: '/account/sessions' },
  }
}
