-- Image metadata (bytes of layers and configurations are in the blob store).
CREATE TABLE repository (
  id          uuid PRIMARY KEY,
  name        text NOT NULL CONSTRAINT repository_name UNIQUE CHECK (length(name) <= 255),
  -- First part of the name; for published content "store/<publisher>".
  namespace   text NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE INDEX repository_namespace ON repository (namespace, name);

CREATE TABLE blob (
  digest      text PRIMARY KEY,
  size        bigint NOT NULL CHECK (size >= 0),
  created_at  timestamptz NOT NULL
);

-- Which repositories may hand out a blob.
CREATE TABLE repository_blob (
  repository_id  uuid NOT NULL REFERENCES repository ON DELETE CASCADE,
  digest         text NOT NULL REFERENCES blob,
  linked_at      timestamptz NOT NULL,
  PRIMARY KEY (repository_id, digest)
);
CREATE INDEX repository_blob_digest ON repository_blob (digest);

-- Manifests are kept per repository: the media type is part of what was pushed there.
CREATE TABLE manifest (
  repository_id  uuid NOT NULL REFERENCES repository ON DELETE CASCADE,
  digest         text NOT NULL,
  media_type     text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('image', 'index', 'plugin', 'other')),
  artifact_type  text,
  subject        text,
  bytes          bytea NOT NULL,
  -- Bytes of the manifest and of everything below it.
  total_size     bigint NOT NULL,
  os             text,
  architecture   text,
  variant        text,
  pushed_at      timestamptz NOT NULL,
  pushed_by      uuid,
  PRIMARY KEY (repository_id, digest)
);
CREATE INDEX manifest_subject ON manifest (repository_id, subject) WHERE subject IS NOT NULL;
CREATE INDEX manifest_digest ON manifest (digest);

-- What a manifest points at; what nothing points at can be collected.
CREATE TABLE manifest_reference (
  repository_id  uuid NOT NULL,
  manifest       text NOT NULL,
  position       integer NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('config', 'layer', 'manifest')),
  digest         text NOT NULL,
  size           bigint NOT NULL,
  media_type     text NOT NULL,
  os             text,
  architecture   text,
  variant        text,
  PRIMARY KEY (repository_id, manifest, position),
  FOREIGN KEY (repository_id, manifest) REFERENCES manifest (repository_id, digest) ON DELETE CASCADE
);
CREATE INDEX manifest_reference_digest ON manifest_reference (repository_id, digest);

CREATE TABLE tag (
  repository_id  uuid NOT NULL REFERENCES repository ON DELETE CASCADE,
  name           text NOT NULL CHECK (length(name) <= 128),
  digest         text NOT NULL,
  pushed_at      timestamptz NOT NULL,
  pushed_by      uuid,
  PRIMARY KEY (repository_id, name),
  FOREIGN KEY (repository_id, digest) REFERENCES manifest (repository_id, digest) ON DELETE CASCADE
);
CREATE INDEX tag_digest ON tag (repository_id, digest);

-- Every digest that a tag has pointed at. No foreign key: the history outlives what it tells of.
CREATE TABLE tag_history (
  id          uuid PRIMARY KEY,
  repository  text NOT NULL,
  tag         text NOT NULL,
  digest      text,
  at          timestamptz NOT NULL,
  account_id  uuid
);
CREATE INDEX tag_history_tag ON tag_history (repository, tag, at DESC);

-- Uploads under way; the bytes received so far are in the blob store under the same id.
CREATE TABLE upload (
  id             uuid PRIMARY KEY,
  repository_id  uuid NOT NULL REFERENCES repository ON DELETE CASCADE,
  account_id     uuid,
  started_at     timestamptz NOT NULL
);
CREATE INDEX upload_started ON upload (started_at);

-- Keys that sign pull tokens. The private part is here, readable by whoever reads the database, so that all replicas share it.
CREATE TABLE signing_key (
  kid          text PRIMARY KEY,
  public_jwk   jsonb NOT NULL,
  private_jwk  jsonb NOT NULL,
  created_at   timestamptz NOT NULL,
  retired_at   timestamptz
);
-- One key signs at a time; two replicas that start at once cannot make two.
CREATE UNIQUE INDEX signing_key_current ON signing_key ((retired_at IS NULL)) WHERE retired_at IS NULL;

CREATE TABLE refresh_token (
  id            uuid PRIMARY KEY,
  hash          text NOT NULL CONSTRAINT refresh_token_hash UNIQUE,
  account_id    uuid NOT NULL,
  service       text NOT NULL,
  client        text NOT NULL,
  created_at    timestamptz NOT NULL,
  last_used_at  timestamptz NOT NULL,
  revoked_at    timestamptz
);
CREATE INDEX refresh_token_account ON refresh_token (account_id);

-- One row per manifest request (STO-202), written in batches, never changed.
CREATE TABLE pull_event (
  id               uuid PRIMARY KEY,
  at               timestamptz NOT NULL,
  repository       text NOT NULL,
  tag              text,
  digest           text NOT NULL,
  method           text NOT NULL,
  action           text NOT NULL CHECK (action IN ('version_check', 'pull_by_tag', 'pull_by_digest', 'joined')),
  -- False for staff and for the publisher's own people (AUT-097).
  counted          boolean NOT NULL,
  customer_class   text NOT NULL,
  account_id       uuid,
  account_name     text,
  subscription_id  uuid,
  plan_id          uuid,
  product_id       uuid,
  address          text,
  client           text
);
CREATE INDEX pull_event_at ON pull_event (at);
CREATE INDEX pull_event_repository ON pull_event (repository, at DESC);
CREATE INDEX pull_event_account ON pull_event (account_id, at DESC);

-- One row per token handed out (AUT-103), written in batches, never changed.
CREATE TABLE token_grant (
  id            uuid PRIMARY KEY,
  at            timestamptz NOT NULL,
  account_id    uuid,
  account_name  text,
  address       text,
  client        text,
  requested     text NOT NULL,
  granted       text NOT NULL
);
CREATE INDEX token_grant_at ON token_grant (at);
CREATE INDEX token_grant_account ON token_grant (account_id, at DESC);
