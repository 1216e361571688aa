-- People and organizations (STO-002…005), how they prove who they are, and what staff may do.
CREATE TABLE account (
  id                 uuid PRIMARY KEY,
  kind               text NOT NULL CHECK (kind IN ('user', 'organization')),
  name               text NOT NULL CHECK (name = lower(name)),
  full_name          text NOT NULL DEFAULT '',
  email              text,
  email_verified_at  timestamptz,
  password_hash      text,
  created_at         timestamptz NOT NULL,
  CONSTRAINT account_name UNIQUE (name),
  CHECK ((kind = 'user') = (email IS NOT NULL)),
  CHECK ((kind = 'user') = (password_hash IS NOT NULL))
);
-- An address belongs to whoever has confirmed it; until then several may claim it, so that nobody can block another's.
CREATE UNIQUE INDEX account_confirmed_email ON account (lower(email)) WHERE email_verified_at IS NOT NULL;
CREATE INDEX account_email ON account (lower(email));
CREATE INDEX account_unconfirmed ON account (created_at) WHERE kind = 'user' AND email_verified_at IS NULL;

-- Cookies are kept as SHA-256 only.
CREATE TABLE session (
  id            uuid PRIMARY KEY,
  account_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  token_hash    text NOT NULL UNIQUE,
  created_at    timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  address       text NOT NULL,
  client        text NOT NULL
);
CREATE INDEX session_account ON session (account_id, last_seen_at DESC);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE organization_member (
  organization_id  uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  account_id       uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  role             text NOT NULL CHECK (role IN ('owner', 'member')),
  added_at         timestamptz NOT NULL,
  PRIMARY KEY (organization_id, account_id)
);
CREATE INDEX organization_member_account ON organization_member (account_id);

CREATE TABLE access_token (
  id            uuid PRIMARY KEY,
  account_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  name          text NOT NULL,
  secret_hash   text NOT NULL UNIQUE,
  scopes        text[] NOT NULL,
  limited_to    uuid[],
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz,
  last_used_at  timestamptz
);
CREATE INDEX access_token_account ON access_token (account_id, created_at DESC);

CREATE TABLE role_grant (
  account_id  uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  role        text NOT NULL CHECK (role IN ('moderator', 'security', 'certifier', 'finance', 'support', 'operator')),
  granted_at  timestamptz NOT NULL,
  granted_by  text NOT NULL,
  PRIMARY KEY (account_id, role)
);
CREATE INDEX role_grant_role ON role_grant (role);

-- Links in mails: used once, kept as SHA-256 only.
CREATE TABLE email_token (
  id          uuid PRIMARY KEY,
  account_id  uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  purpose     text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
  email       text NOT NULL,
  token_hash  text NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX email_token_account ON email_token (account_id, purpose);
CREATE INDEX email_token_expiry ON email_token (expires_at);

-- The one-time link by which a new store gets its first operator.
CREATE TABLE setup_token (
  token_hash  text PRIMARY KEY,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);

-- How often something was tried within a window: wrong passwords, requests for mails (AUT-037).
CREATE TABLE attempt_window (
  key         text PRIMARY KEY,
  attempts    integer NOT NULL,
  started_at  timestamptz NOT NULL
);
CREATE INDEX attempt_window_started ON attempt_window (started_at);
