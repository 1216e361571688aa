-- Online garbage collection: what to look at, what is being uploaded or removed, what must stay whatever happens.

-- The digest that an upload is about to have: nobody removes those bytes while the row is there.
ALTER TABLE upload ADD COLUMN digest text;
ALTER TABLE upload ADD COLUMN claimed_at timestamptz;
CREATE INDEX upload_digest ON upload (digest) WHERE digest IS NOT NULL;

-- Bytes that are being removed right now. The blob's row is gone already; who uploads the same bytes waits.
CREATE TABLE blob_removal (
  digest      text PRIMARY KEY,
  size        bigint NOT NULL,
  -- Who removes them. A removal whose owner has died is taken over after a while.
  remover     uuid NOT NULL,
  started_at  timestamptz NOT NULL
);
CREATE INDEX blob_removal_started ON blob_removal (started_at);

-- A repository may have no need of the blob any more: to be looked at when this has been so for long enough.
CREATE TABLE link_candidate (
  repository_id  uuid NOT NULL REFERENCES repository ON DELETE CASCADE,
  digest         text NOT NULL,
  since          timestamptz NOT NULL,
  PRIMARY KEY (repository_id, digest)
);
CREATE INDEX link_candidate_since ON link_candidate (since);
CREATE INDEX link_candidate_digest ON link_candidate (digest);

-- No repository may have the blob any more. The blob's row may be missing: bytes whose upload was broken off.
CREATE TABLE blob_candidate (
  digest  text PRIMARY KEY,
  since   timestamptz NOT NULL
);
CREATE INDEX blob_candidate_since ON blob_candidate (since);

-- Content that staff keep, by digest or a whole repository, until they release it.
CREATE TABLE content_hold (
  id                uuid PRIMARY KEY,
  digest            text,
  repository        text,
  reason            text NOT NULL,
  placed_at         timestamptz NOT NULL,
  placed_by         uuid,
  placed_by_name    text NOT NULL,
  released_at       timestamptz,
  released_by       uuid,
  released_by_name  text,
  CHECK ((digest IS NULL) <> (repository IS NULL))
);
CREATE INDEX content_hold_digest ON content_hold (digest) WHERE released_at IS NULL AND digest IS NOT NULL;
CREATE INDEX content_hold_repository ON content_hold (repository) WHERE released_at IS NULL AND repository IS NOT NULL;

-- One row per run of the collector, kept up to date batch by batch.
CREATE TABLE collection_run (
  id                 uuid PRIMARY KEY,
  dry_run            boolean NOT NULL,
  requested_by       text,
  started_at         timestamptz NOT NULL,
  finished_at        timestamptz,
  outcome            text CHECK (outcome IN ('complete', 'stopped')),
  stop_requested_at  timestamptz,
  -- The process that works on it, and when it last said so.
  worker             uuid,
  beat_at            timestamptz,
  examined           bigint NOT NULL DEFAULT 0,
  links_removed      bigint NOT NULL DEFAULT 0,
  blobs_removed      bigint NOT NULL DEFAULT 0,
  bytes_freed        bigint NOT NULL DEFAULT 0,
  -- Candidates still to be looked at; null until they were counted.
  remaining          bigint,
  CHECK ((finished_at IS NULL) = (outcome IS NULL))
);
-- One run at a time, whoever starts it.
CREATE UNIQUE INDEX collection_run_open ON collection_run ((finished_at IS NULL)) WHERE finished_at IS NULL;
CREATE INDEX collection_run_started ON collection_run (started_at);

-- What a manifest of an unknown type mentions and its repository has is needed by it as well as can be told.
ALTER TABLE manifest_reference DROP CONSTRAINT manifest_reference_kind_check;
ALTER TABLE manifest_reference ADD CONSTRAINT manifest_reference_kind_check
  CHECK (kind IN ('config', 'layer', 'manifest', 'mentioned'));
INSERT INTO manifest_reference (repository_id, manifest, position, kind, digest, size, media_type)
  SELECT m.repository_id, m.digest, row_number() OVER (PARTITION BY m.repository_id, m.digest ORDER BY rb.digest) - 1,
    'mentioned', rb.digest, b.size, 'application/octet-stream'
  FROM manifest m
  JOIN repository_blob rb ON rb.repository_id = m.repository_id
  JOIN blob b ON b.digest = rb.digest
  WHERE m.kind = 'other' AND position(convert_to(rb.digest, 'UTF8') IN m.bytes) > 0
  ON CONFLICT DO NOTHING;

-- What is there already and nobody seems to need.
INSERT INTO link_candidate (repository_id, digest, since)
  SELECT rb.repository_id, rb.digest, now() FROM repository_blob rb
  WHERE NOT EXISTS (
    SELECT FROM manifest_reference r WHERE r.repository_id = rb.repository_id AND r.digest = rb.digest
  );
INSERT INTO blob_candidate (digest, since)
  SELECT b.digest, now() FROM blob b WHERE NOT EXISTS (SELECT FROM repository_blob rb WHERE rb.digest = b.digest);
