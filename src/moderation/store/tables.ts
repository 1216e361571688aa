import type { ColumnType, GeneratedAlways } from 'kysely'

type Json<T> = ColumnType<T, string, string>

export type SubmissionTable = {
  id: string
  product_id: string
  publisher_id: string
  revision_id: string
  product_name: string
  product_slug: string
  icon_id: string | null
  state: string
  round: number
  publish_mode: string
  submitted_by: string | null
  submitted_by_name: string
  first_submitted_at: Date
  submitted_at: Date
  decided_at: Date | null
  decided_by_name: string | null
  assignee_id: string | null
  assignee_name: string | null
}

export type ModerationTables = {
  submission: SubmissionTable
  submission_round: { submission_id: string; round: number; manifest: Json<unknown>; submitted_at: Date }
  submission_image: {
    submission_id: string
    position: number
    repository: string
    tag: string
    digest: string
    size: bigint
    platforms: Json<unknown>
    plan_ids: string[]
    pushed_at: Date
  }
  submission_reason: {
    id: string
    submission_id: string
    round: number
    position: number
    field: string
    text: string
    resolved_at: Date | null
  }
  submission_post: {
    id: string
    seq: GeneratedAlways<bigint>
    submission_id: string
    author_id: string | null
    author_name: string
    author_role: string
    at: Date
    text: string
    internal: boolean
  }
  submission_step: {
    id: string
    seq: GeneratedAlways<bigint>
    submission_id: string
    at: Date
    actor_name: string
    action: string
    note: string | null
  }
  hold: {
    id: string
    product_id: string
    reason: string
    held_by_name: string
    held_at: Date
    lifted_at: Date | null
    lift_note: string | null
    warned_days: number | null
  }
  hold_case: {
    id: string
    product_id: string
    reason: string
    opened_at: Date
    closed_at: Date | null
    outcome: string | null
    closed_by_name: string | null
    note: string | null
  }
  revocation_proposal: {
    id: string
    product_id: string
    kind: string
    reason: string
    proposed_by: string
    proposed_by_name: string
    proposed_at: Date
    decided_by_name: string | null
    decided_at: Date | null
    outcome: string | null
  }
}
