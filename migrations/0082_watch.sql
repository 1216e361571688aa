-- The component index (SCN WAT-1, WAT-2): distinct component versions, the packages that advisories know them by, and the
-- images that hold them. Numbers instead of digests keep the large table small. It takes the place of scan_component and
-- scan_finding, which nobody reads any more; a later release drops them.
CREATE TABLE component_version (
  number     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Made from package URL, source and owner: equal components of different images are one row.
  id         text NOT NULL CONSTRAINT component_version_id UNIQUE,
  component  jsonb NOT NULL
);

CREATE TABLE component_package (
  ecosystem  text NOT NULL,
  name       text NOT NULL,
  component  integer NOT NULL REFERENCES component_version,
  PRIMARY KEY (ecosystem, name, component)
);

-- What an advisory says about a component version: once for all images that hold it.
CREATE TABLE component_match (
  component    integer NOT NULL REFERENCES component_version,
  advisory_id  text NOT NULL,
  verdict      text NOT NULL CHECK (verdict IN ('affected', 'uncertain')),
  class        text NOT NULL CHECK (class IN ('critical', 'major', 'minor', 'unknown')),
  remark       boolean NOT NULL,
  -- Of the finding as it was written: an equal one is not written again.
  hash         text NOT NULL,
  finding      jsonb NOT NULL,
  PRIMARY KEY (component, advisory_id)
);
CREATE INDEX component_match_advisory ON component_match (advisory_id, component);

ALTER TABLE scan ADD COLUMN number integer GENERATED ALWAYS AS IDENTITY CONSTRAINT scan_number UNIQUE;
-- When its components were put into the index; scans of older programs are indexed by a job.
ALTER TABLE scan ADD COLUMN indexed_at timestamptz;
CREATE INDEX scan_not_indexed ON scan (number) WHERE indexed_at IS NULL AND state = 'complete';

CREATE TABLE image_component (
  component  integer NOT NULL REFERENCES component_version,
  image      integer NOT NULL REFERENCES scan (number) ON DELETE CASCADE,
  -- Only a lock file or an SBOM speaks of it: listed, but never counted (SCN SHP-4).
  declared   boolean NOT NULL,
  PRIMARY KEY (component, image)
);
CREATE INDEX image_component_image ON image_component (image);

-- Products that are watched, and their published tags as the catalogue has them: a copy, so that the index alone answers
-- which published images an advisory affects.
CREATE TABLE watched_product (
  product_id      uuid PRIMARY KEY,
  publisher_id    uuid NOT NULL,
  last_notice_at  timestamptz
);
CREATE TABLE published_image (
  product_id    uuid NOT NULL REFERENCES watched_product ON DELETE CASCADE,
  repository    text NOT NULL,
  tag           text NOT NULL,
  digest        text NOT NULL,
  published_at  timestamptz NOT NULL,
  PRIMARY KEY (product_id, repository, tag)
);
CREATE INDEX published_image_digest ON published_image (digest);

-- Findings: one vulnerability in one product (SM-4). The clock's columns are decided by domain/finding-clock.ts.
CREATE TABLE finding (
  id                 uuid PRIMARY KEY,
  product_id         uuid NOT NULL REFERENCES watched_product,
  vulnerability      text NOT NULL,
  -- Every name that was ever seen for it: records that are joined later do not make a second finding.
  names              text[] NOT NULL,
  state              text NOT NULL CHECK (state IN
    ('detected', 'open', 'breached', 'fixed', 'closed_vex', 'documented', 'withdrawn')),
  class              text NOT NULL CHECK (class IN ('critical', 'major', 'minor', 'unknown')),
  override_class     text CHECK (override_class IN ('critical', 'major', 'minor')),
  summary            text NOT NULL,
  known_exploited    boolean NOT NULL,
  fixed_versions     text[] NOT NULL,
  components         integer[] NOT NULL,
  tags               jsonb NOT NULL,
  owed               text NOT NULL CHECK (owed IN ('none', 'news', 'start')),
  owed_since         timestamptz,
  first_notified_at  timestamptz,
  counted_from       timestamptz,
  deadline           timestamptz,
  time_left          bigint,
  reminded           text CHECK (reminded IN ('half', 'day')),
  -- The next moment at which the running clock has to be looked at.
  look_at            timestamptz,
  first_seen_at      timestamptz NOT NULL,
  changed_at         timestamptz NOT NULL,
  CONSTRAINT finding_once UNIQUE (product_id, vulnerability)
);
CREATE INDEX finding_owed ON finding (product_id) WHERE owed <> 'none';
CREATE INDEX finding_names ON finding USING gin (names);
CREATE INDEX finding_look_at ON finding (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE finding_change (
  id          uuid PRIMARY KEY,
  seq         bigint GENERATED ALWAYS AS IDENTITY,
  finding_id  uuid NOT NULL REFERENCES finding ON DELETE CASCADE,
  at          timestamptz NOT NULL,
  event       text NOT NULL,
  state       text NOT NULL,
  class       text NOT NULL,
  deadline    timestamptz,
  actor_name  text,
  note        text
);
CREATE INDEX finding_change_finding ON finding_change (finding_id, seq);

-- What a publisher was told about findings of a product, in one message; when it is recorded as sent, clocks start.
CREATE TABLE finding_notice (
  id          uuid PRIMARY KEY,
  product_id  uuid NOT NULL REFERENCES watched_product,
  urgent      boolean NOT NULL,
  created_at  timestamptz NOT NULL,
  sent_at     timestamptz
);
CREATE TABLE finding_notice_item (
  notice_id   uuid NOT NULL REFERENCES finding_notice ON DELETE CASCADE,
  finding_id  uuid NOT NULL REFERENCES finding ON DELETE CASCADE,
  -- As it stood when the message was written.
  state       text NOT NULL,
  class       text NOT NULL,
  PRIMARY KEY (notice_id, finding_id)
);
CREATE INDEX finding_notice_item_finding ON finding_notice_item (finding_id);

-- Who of a publisher's people wants to be told of which findings of a product (STO-097). Owners and editors are told of
-- everything without a row, and of what has a deadline whatever their row says.
CREATE TABLE finding_subscription (
  product_id  uuid NOT NULL,
  account_id  uuid NOT NULL,
  classes     text[] NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (product_id, account_id)
);
