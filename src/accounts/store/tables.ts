export type AccountTables = {
  account: {
    id: string
    kind: string
    name: string
    full_name: string
    email: string | null
    email_verified_at: Date | null
    password_hash: string | null
    created_at: Date
  }
  organization_member: { organization_id: string; account_id: string; role: string; added_at: Date }
  session: {
    id: string
    account_id: string
    token_hash: string
    created_at: Date
    last_seen_at: Date
    expires_at: Date
    address: string
    client: string
  }
  access_token: {
    id: string
    account_id: string
    name: string
    token_hash: string
    scopes: string[]
    limited_to: string[] | null
    created_at: Date
    expires_at: Date | null
    last_used_at: Date | null
    last_used_address: string | null
    last_used_client: string | null
    revoked_at: Date | null
  }
  role_grant: { account_id: string; role: string; granted_at: Date }
  one_time_token: { token_hash: string; purpose: string; account_id: string | null; expires_at: Date }
  sign_in_failure: { key: string; at: Date; attempt: string | null }
}
