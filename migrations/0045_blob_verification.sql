-- Re-reading what is stored: when each blob was last found to be right, and what was found to be damaged.
ALTER TABLE blob ADD COLUMN verified_at timestamptz;
-- Set while the stored bytes are not what they should be: the blob counts as absent until somebody brings it again.
ALTER TABLE blob ADD COLUMN damaged_at timestamptz;
CREATE INDEX blob_verified ON blob (verified_at NULLS FIRST, digest);

-- What was found, kept after it was repaired. No foreign key: the history outlives the blob.
CREATE TABLE blob_damage (
  id           uuid PRIMARY KEY,
  digest       text NOT NULL,
  what         text NOT NULL CHECK (what IN ('missing', 'wrong_size', 'wrong_digest')),
  found_at     timestamptz NOT NULL,
  repaired_at  timestamptz
);
-- One open finding for a blob, whoever finds it.
CREATE UNIQUE INDEX blob_damage_open ON blob_damage (digest) WHERE repaired_at IS NULL;
CREATE INDEX blob_damage_found ON blob_damage (found_at DESC);

-- Who is re-reading now: one program at a time. A program that has died is replaced after a while.
CREATE TABLE blob_verification (
  only_one  boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  worker    uuid NOT NULL,
  beat_at   timestamptz NOT NULL
);
