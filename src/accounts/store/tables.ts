import type { ColumnType } from 'kysely'

export type AccountTable = {
  id: string
  kind: 'user' | 'organization'
  name: string
  full_name: string
  email: string | null
  email_verified_at: Date | null
  password_hash: string | null
  created_at: Date
}

export type SessionTable = {
  id: string
  account_id: string
  token_hash: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  address: string
  client: string
}

export type OrganizationMemberTable = {
  organization_id: string
  account_id: string
  role: 'owner' | 'member'
  added_at: Date
}

export type AccessTokenTable = {
  id: string
  account_id: string
  name: string
  secret_hash: string
  scopes: ColumnType<string[], string[], never>
  limited_to: ColumnType<string[] | null, string[] | null, never>
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
}

export type RoleGrantTable = {
  account_id: string
  role: string
  granted_at: Date
  granted_by: string
}

export type EmailTokenTable = {
  id: string
  account_id: string
  purpose: 'verify_email' | 'reset_password'
  email: string
  token_hash: string
  created_at: Date
  expires_at: Date
}

export type SetupTokenTable = {
  token_hash: string
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

export type AttemptWindowTable = {
  key: string
  attempts: number
  started_at: Date
}

export type AccountsTables = {
  account: AccountTable
  session: SessionTable
  organization_member: OrganizationMemberTable
  access_token: AccessTokenTable
  role_grant: RoleGrantTable
  email_token: EmailTokenTable
  setup_token: SetupTokenTable
  attempt_window: AttemptWindowTable
}
