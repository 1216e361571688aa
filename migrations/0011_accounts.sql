-- People and organizations share one space of names: a name is a namespace in the registry.
CREATE TABLE account (
  id                 uuid PRIMARY KEY,
  kind               text NOT NULL CHECK (kind IN ('user', 'organization')),
  name               text NOT NULL,
  full_name          text NOT NULL,
  email              text,
  email_verified_at  timestamptz,
  password_hash      text,
  created_at         timestamptz NOT NULL,
  CHECK (kind = 'organization' OR (email IS NOT NULL AND password_hash IS NOT NULL))
);
CREATE UNIQUE INDEX account_name ON account (lower(name));
CREATE UNIQUE INDEX account_email ON account (lower(email));

CREATE TABLE organization_member (
  organization_id  uuid NOT NULL REFERENCES account (id),
  account_id       uuid NOT NULL REFERENCES account (id),
  role             text NOT NULL CHECK (role IN ('owner', 'member')),
  added_at         timestamptz NOT NULL,
  PRIMARY KEY (organization_id, account_id)
);
CREATE INDEX organization_member_account ON organization_member (account_id);

-- Only the SHA-256 of the cookie's token is stored.
CREATE TABLE session (
  id            uuid PRIMARY KEY,
  account_id    uuid NOT NULL REFERENCES account (id),
  token_hash    text NOT NULL UNIQUE,
  created_at    timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  address       text NOT NULL,
  client        text NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE access_token (
  id            uuid PRIMARY KEY,
  account_id    uuid NOT NULL REFERENCES account (id),
  name          text NOT NULL,
  token_hash    text NOT NULL UNIQUE,
  scopes        text[] NOT NULL,
  limited_to    uuid[],
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz,
  last_used_at  timestamptz
);
CREATE INDEX access_token_account ON access_token (account_id);

CREATE TABLE role_grant (
  account_id  uuid NOT NULL REFERENCES account (id),
  role        text NOT NULL CHECK (role IN ('moderator', 'security', 'certifier', 'finance', 'support', 'operator')),
  granted_at  timestamptz NOT NULL,
  PRIMARY KEY (account_id, role)
);

-- Links in mails and the first operator's link: usable once, until they expire.
CREATE TABLE one_time_token (
  token_hash  text PRIMARY KEY,
  purpose     text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'setup')),
  account_id  uuid REFERENCES account (id),
  expires_at  timestamptz NOT NULL
);
CREATE INDEX one_time_token_account ON one_time_token (account_id, purpose);

-- Failed sign-ins of the last minutes, by what is limited: shared by all replicas.
CREATE TABLE sign_in_failure (
  key  text NOT NULL,
  at   timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_key ON sign_in_failure (key, at);
