-- Advisories as imported: the normalised record, and the packages that it names for look-up.
CREATE TABLE advisory (
  id           text PRIMARY KEY,
  hash         text NOT NULL,
  record       jsonb NOT NULL,
  withdrawn    boolean NOT NULL,
  imported_at  timestamptz NOT NULL
);

CREATE TABLE advisory_package (
  ecosystem    text NOT NULL,
  name         text NOT NULL,
  advisory_id  text NOT NULL REFERENCES advisory (id) ON DELETE CASCADE,
  PRIMARY KEY (ecosystem, name, advisory_id)
);
CREATE INDEX advisory_package_advisory ON advisory_package (advisory_id);

-- Other names of the same vulnerability (SCN ADV-6): joins records for severity.
CREATE TABLE advisory_name (
  name         text NOT NULL,
  advisory_id  text NOT NULL REFERENCES advisory (id) ON DELETE CASCADE,
  PRIMARY KEY (name, advisory_id)
);
CREATE INDEX advisory_name_advisory ON advisory_name (advisory_id);

-- What each ecosystem's data consists of and how old it is (DAT-2, ADV-9).
CREATE TABLE advisory_feed (
  ecosystem    text PRIMARY KEY,
  records      integer NOT NULL,
  source       text NOT NULL,
  imported_at  timestamptz NOT NULL
);

-- One scan for each digest (STO-091); tags show the result of their digest. States: SM-5.
CREATE TABLE scan (
  digest       text PRIMARY KEY,
  repository   text NOT NULL,
  state        text NOT NULL CHECK (state IN ('queued', 'scanning', 'complete', 'failed')),
  why          text NOT NULL,
  queued_at    timestamptz NOT NULL,
  finished_at  timestamptz,
  matched_at   timestamptz,
  failure      text,
  image        jsonb,
  totals       jsonb
);

-- The component index: which digests hold a package that advisories speak of, without reading a layer (WAT-1).
CREATE TABLE scan_component (
  digest        text NOT NULL REFERENCES scan (digest) ON DELETE CASCADE,
  component_id  text NOT NULL,
  ecosystem     text NOT NULL,
  name          text NOT NULL,
  PRIMARY KEY (digest, component_id, ecosystem, name)
);
CREATE INDEX scan_component_package ON scan_component (ecosystem, name, digest);

CREATE TABLE scan_finding (
  digest        text NOT NULL REFERENCES scan (digest) ON DELETE CASCADE,
  component_id  text NOT NULL,
  advisory_id   text NOT NULL,
  verdict       text NOT NULL CHECK (verdict IN ('affected', 'uncertain')),
  class         text NOT NULL CHECK (class IN ('critical', 'major', 'minor', 'unknown')),
  finding       jsonb NOT NULL,
  PRIMARY KEY (digest, component_id, advisory_id)
);
CREATE INDEX scan_finding_advisory ON scan_finding (advisory_id);

-- Facts of a layer, read once: the key holds layer digest, format and analyzer versions; the bytes are a blob.
CREATE TABLE layer_facts (
  cache_key   text PRIMARY KEY,
  blob        text NOT NULL,
  created_at  timestamptz NOT NULL
);
