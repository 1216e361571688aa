-- Revoked without grace: malware, law (STO-114). Cleared by a fresh submission.
ALTER TABLE listing ADD COLUMN blocked_now boolean NOT NULL DEFAULT false;
CREATE INDEX listing_blocked_now ON listing (product_id) WHERE blocked_now;

-- Tags that were published when the listing was revoked stay blocked after a fresh start (STO-116).
ALTER TABLE listing_version ADD COLUMN revoked_at timestamptz;

-- Two members of the staff revoke: one proposes, another confirms (STO-115).
CREATE TABLE revocation_proposal (
  id                uuid PRIMARY KEY,
  product_id        uuid NOT NULL REFERENCES listing,
  kind              text NOT NULL CHECK (kind IN ('revoke', 'block')),
  reason            text NOT NULL,
  proposed_by       uuid NOT NULL,
  proposed_by_name  text NOT NULL,
  proposed_at       timestamptz NOT NULL,
  decided_by_name   text,
  decided_at        timestamptz,
  outcome           text CHECK (outcome IN ('confirmed', 'dismissed')),
  CHECK ((decided_at IS NULL) = (outcome IS NULL))
);
-- One question at a time; of two proposals at the same moment the second gets a conflict.
CREATE UNIQUE INDEX revocation_proposal_open_once ON revocation_proposal (product_id) WHERE decided_at IS NULL;

-- A revoked token keeps its row for a while, so that replicas learn which pull tokens made from it are void.
ALTER TABLE access_token
  ADD COLUMN revoked_at timestamptz,
  ADD COLUMN last_used_address text,
  ADD COLUMN last_used_client text;
CREATE INDEX access_token_revoked ON access_token (revoked_at) WHERE revoked_at IS NOT NULL;

ALTER TABLE refresh_token ADD COLUMN last_used_address text;
CREATE INDEX refresh_token_revoked ON refresh_token (revoked_at) WHERE revoked_at IS NOT NULL;
