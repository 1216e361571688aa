-- Feeds of advisory data, their imports, and their records with the import that brought them and the one that ended them.

-- One line for each feed. `shown` is the import whose set is in use: switching a set in changes this one number (ADV-2).
CREATE TABLE advisory_source (
  feed           text PRIMARY KEY,
  shown          bigint NOT NULL DEFAULT 0,
  format         text NOT NULL,
  source         text NOT NULL,
  records        integer NOT NULL DEFAULT 0,
  -- How many records speak of each ecosystem.
  ecosystems     jsonb NOT NULL DEFAULT '{}',
  -- Digest of the archive that is in use and version of the reader: the same again needs no reading.
  fingerprint    text,
  imported_at    timestamptz,
  -- When the set in use was last seen to be what the source has (ADV-9).
  checked_at     timestamptz,
  etag           text,
  last_modified  text,
  failed_at      timestamptz,
  failure        text
);

CREATE TABLE advisory_import (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed         text NOT NULL,
  source       text NOT NULL,
  -- True when the source is the feed's whole data, so that records that it lacks are gone.
  whole        boolean NOT NULL,
  state        text NOT NULL CHECK (state IN ('running', 'done', 'refused', 'abandoned')),
  started_at   timestamptz NOT NULL,
  touched_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  read         integer NOT NULL DEFAULT 0,
  expected     integer,
  added        integer NOT NULL DEFAULT 0,
  changed      integer NOT NULL DEFAULT 0,
  unchanged    integer NOT NULL DEFAULT 0,
  removed      integer NOT NULL DEFAULT 0,
  rejected     integer NOT NULL DEFAULT 0,
  reason       text
);
CREATE INDEX advisory_import_feed ON advisory_import (feed, id);
CREATE UNIQUE INDEX advisory_import_running ON advisory_import (feed) WHERE state = 'running';

-- Seen at: since <= shown AND (until IS NULL OR until > shown). What an import under way writes is not seen by anybody.
CREATE TABLE feed_record (
  feed         text NOT NULL,
  id           text NOT NULL,
  since        bigint NOT NULL,
  until        bigint,
  -- advisory; exploited (KEV), prediction (EPSS), score (NVD): facts about the CVE whose id it is.
  kind         text NOT NULL CHECK (kind IN ('advisory', 'exploited', 'prediction', 'score')),
  -- Of the canonical record (ADV-3), and of the text as it came: the same text need not be read again.
  hash         text NOT NULL,
  text_hash    text NOT NULL,
  record       jsonb NOT NULL,
  -- The text as it came, deflated: what we do not read is kept (ADV-1).
  original     bytea,
  ecosystems   text[] NOT NULL,
  withdrawn    boolean NOT NULL,
  imported_at  timestamptz NOT NULL,
  PRIMARY KEY (feed, id, since)
);
ALTER TABLE feed_record ALTER COLUMN original SET STORAGE EXTERNAL;
CREATE INDEX feed_record_id ON feed_record (id);
CREATE INDEX feed_record_since ON feed_record (feed, since);
CREATE INDEX feed_record_until ON feed_record (feed, until) WHERE until IS NOT NULL;

-- What an import changed, for the watch.
CREATE TABLE advisory_change (
  import_id  bigint NOT NULL,
  id         text NOT NULL,
  change     text NOT NULL
    CHECK (change IN ('added', 'changed', 'withdrawn', 'removed', 'exploited', 'not exploited')),
  -- Packages that the record named before and names no more: pairs of ecosystem and name.
  dropped    jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (import_id, id)
);

-- Records that could not be read (ADV-4).
CREATE TABLE advisory_quarantine (
  import_id  bigint NOT NULL,
  name       text NOT NULL,
  reason     text NOT NULL,
  PRIMARY KEY (import_id, name)
);

-- The records that are there already belong to the feed that their ecosystem was imported from.
INSERT INTO advisory_source (feed, shown, format, source, imported_at, checked_at)
SELECT regexp_replace(source, '\.(zip|json)$', ''), 0, 'osv', min(source), max(imported_at), max(imported_at)
FROM advisory_feed GROUP BY 1;
INSERT INTO feed_record (feed, id, since, kind, hash, text_hash, record, ecosystems, withdrawn, imported_at)
SELECT coalesce(
    (SELECT regexp_replace(f.source, '\.(zip|json)$', '') FROM advisory_package p
      JOIN advisory_feed f ON f.ecosystem = p.ecosystem WHERE p.advisory_id = a.id ORDER BY f.ecosystem LIMIT 1),
    'earlier'),
  a.id, 0, 'advisory', a.hash, '', a.record,
  ARRAY(SELECT DISTINCT p.ecosystem FROM advisory_package p WHERE p.advisory_id = a.id ORDER BY 1),
  a.withdrawn, a.imported_at
FROM advisory a;
INSERT INTO advisory_source (feed, format, source, imported_at, checked_at)
SELECT 'earlier', 'osv', 'earlier', max(imported_at), max(imported_at) FROM feed_record WHERE feed = 'earlier'
HAVING count(*) > 0 ON CONFLICT (feed) DO NOTHING;
UPDATE advisory_source s SET
  records = (SELECT count(*) FROM feed_record r WHERE r.feed = s.feed),
  ecosystems = coalesce((SELECT jsonb_object_agg(e.ecosystem, e.records) FROM
    (SELECT u.ecosystem, count(*) AS records FROM feed_record r, unnest(r.ecosystems) AS u (ecosystem)
      WHERE r.feed = s.feed GROUP BY u.ecosystem) e), '{}');

-- Both tables may name more than what is seen: the record itself decides.
ALTER TABLE advisory_package DROP CONSTRAINT advisory_package_advisory_id_fkey;
ALTER TABLE advisory_name DROP CONSTRAINT advisory_name_advisory_id_fkey;
DROP TABLE advisory;
DROP TABLE advisory_feed;

-- What is seen of the feeds. An id that several feeds have is there once for each; the largest `since` counts.
CREATE VIEW advisory AS
SELECT r.id, r.feed, r.since, r.hash, r.record, r.withdrawn, r.imported_at
FROM feed_record r JOIN advisory_source s ON s.feed = r.feed
WHERE r.kind = 'advisory' AND r.since <= s.shown AND (r.until IS NULL OR r.until > s.shown);

CREATE VIEW cve_fact AS
SELECT r.id AS cve, r.kind, r.feed, r.since, r.record
FROM feed_record r JOIN advisory_source s ON s.feed = r.feed
WHERE r.kind <> 'advisory' AND r.since <= s.shown AND (r.until IS NULL OR r.until > s.shown);
