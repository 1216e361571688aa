/**
 * What the command ends with (OUT-3). 0: scanned, and the policy holds. 1: the policy does not hold. 8: something was not
 * examined. The others say why there is no result at all.
 */
export const exitCodes = {
  fine: 0,
  policy_failed: 1,
  invalid: 2,
  forbidden: 3,
  not_found: 4,
  conflict: 5,
  limit_exceeded: 6,
  unavailable: 7,
  partial: 8,
  /** An error of ours. */
  defect: 70,
} as const

/** Why the command did not come to a result. The sentence says what happened and what to do next (ARC-52). */
export class CommandProblem extends Error {
  readonly kind: 'invalid' | 'forbidden' | 'not_found' | 'unavailable'

  constructor(kind: CommandProblem['kind'], message: string) {
    super(message)
    this.name = 'CommandProblem'
    this.kind = kind
  }
}
