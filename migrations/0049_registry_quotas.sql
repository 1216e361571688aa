-- What one publisher may keep in its staging repositories, where it differs from the store's settings. 0 = no limit.
CREATE TABLE namespace_quota (
  namespace     text PRIMARY KEY,
  bytes         bigint CHECK (bytes >= 0),
  repositories  integer CHECK (repositories >= 0),
  set_by_name   text NOT NULL,
  set_at        timestamptz NOT NULL,
  CHECK (bytes IS NOT NULL OR repositories IS NOT NULL)
);

-- Bytes that an upload under way has received: they count before there is a blob.
ALTER TABLE upload ADD COLUMN received bigint NOT NULL DEFAULT 0;
CREATE INDEX upload_repository ON upload (repository_id);
