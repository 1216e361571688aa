/** Something that is not as it should be, as the doctor tells it. */
export interface Symptom {
  readonly check: string
  /** A sentence: what is wrong, and with what. */
  readonly problem: string
  /** What was done about it. */
  readonly repaired?: string
  /** What people can do. */
  readonly advice?: string
}
