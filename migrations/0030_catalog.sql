-- Products of publishers, their manifests, and the public listings made from them.
CREATE TABLE category (
  slug      text PRIMARY KEY,
  name      text NOT NULL,
  position  integer NOT NULL
);
-- The first list; administrators may change it (STO-046).
INSERT INTO category (slug, name, position) VALUES
  ('analytics', 'Analytics', 10),
  ('application-frameworks', 'Application Frameworks', 20),
  ('application-infrastructure', 'Application Infrastructure', 30),
  ('application-services', 'Application Services', 40),
  ('base-images', 'Base Images', 50),
  ('business-software', 'Business Software', 60),
  ('databases', 'Databases', 70),
  ('devops-tools', 'DevOps Tools', 80),
  ('featured-images', 'Featured Images', 90),
  ('messaging-services', 'Messaging Services', 100),
  ('networking', 'Networking', 110),
  ('operating-systems', 'Operating Systems', 120),
  ('programming-languages', 'Programming Languages', 130),
  ('storage', 'Storage', 140);

CREATE TABLE product (
  id            uuid PRIMARY KEY,
  publisher_id  uuid NOT NULL,
  slug          text NOT NULL CONSTRAINT product_slug UNIQUE,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);
CREATE INDEX product_publisher ON product (publisher_id, updated_at DESC);

CREATE TABLE product_revision (
  id          uuid PRIMARY KEY,
  product_id  uuid NOT NULL REFERENCES product,
  number      integer NOT NULL,
  state       text NOT NULL CHECK (state IN
    ('draft', 'pending', 'changes_requested', 'approved', 'published', 'superseded', 'rejected', 'withdrawn')),
  manifest    jsonb NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  CONSTRAINT product_revision_number UNIQUE (product_id, number)
);
-- One revision at a time is worked on; the live one stays beside it (STO-079).
CREATE UNIQUE INDEX product_revision_open ON product_revision (product_id)
  WHERE state IN ('draft', 'pending', 'changes_requested', 'approved');

-- Icons and screenshots; the bytes are in the blob store.
CREATE TABLE media (
  id            uuid PRIMARY KEY,
  product_id    uuid NOT NULL REFERENCES product,
  kind          text NOT NULL CHECK (kind IN ('icon', 'screenshot')),
  digest        text NOT NULL,
  content_type  text NOT NULL,
  width         integer NOT NULL,
  height        integer NOT NULL,
  size          bigint NOT NULL,
  created_at    timestamptz NOT NULL
);
CREATE INDEX media_product ON media (product_id, created_at);

-- The public page of a product as one searchable row. Texts are rendered when published.
CREATE TABLE listing (
  product_id         uuid PRIMARY KEY REFERENCES product,
  revision_id        uuid NOT NULL REFERENCES product_revision,
  publisher_id       uuid NOT NULL,
  publisher_slug     text NOT NULL,
  publisher_name     text NOT NULL,
  slug               text NOT NULL CONSTRAINT listing_slug UNIQUE,
  name               text NOT NULL,
  type               text NOT NULL CHECK (type IN ('image', 'plugin', 'service', 'composition', 'edition')),
  short_description  text NOT NULL,
  icon_id            uuid REFERENCES media,
  media_ids          uuid[] NOT NULL,
  categories         text[] NOT NULL,
  tags               text[] NOT NULL,
  badges             text[] NOT NULL,
  price_kinds        text[] NOT NULL,
  price_label        text NOT NULL,
  from_minor         bigint,
  from_currency      char(3),
  has_trial          boolean NOT NULL,
  architectures      text[] NOT NULL,
  operating_systems  text[] NOT NULL,
  version            text NOT NULL,
  -- What only the page itself shows: rendered texts, screenshots, links, support.
  page               jsonb NOT NULL,
  state              text NOT NULL CHECK (state IN ('published', 'hold', 'revoked', 'withdrawn')),
  state_reason       text,
  state_since        timestamptz NOT NULL,
  published_at       timestamptz NOT NULL,
  updated_at         timestamptz NOT NULL,
  pulls              bigint NOT NULL DEFAULT 0,
  search             tsvector NOT NULL,
  -- Name, publisher and tags in lower case, for searches with typing errors.
  words              text NOT NULL,
  CHECK ((from_minor IS NULL) = (from_currency IS NULL))
);
CREATE INDEX listing_search ON listing USING gin (search);
CREATE INDEX listing_words ON listing USING gin (words gin_trgm_ops);
CREATE INDEX listing_popular ON listing (pulls DESC, published_at DESC, product_id) WHERE state IN ('published', 'hold');
CREATE INDEX listing_newest ON listing (published_at DESC, product_id) WHERE state IN ('published', 'hold');
CREATE INDEX listing_name ON listing (lower(name), product_id) WHERE state IN ('published', 'hold');
CREATE INDEX listing_publisher ON listing (publisher_id);
CREATE INDEX listing_media_ids ON listing USING gin (media_ids);
CREATE INDEX listing_state ON listing (state, state_since);

CREATE TABLE listing_state_change (
  id          uuid PRIMARY KEY,
  product_id  uuid NOT NULL REFERENCES listing,
  from_state  text,
  to_state    text NOT NULL,
  reason      text,
  at          timestamptz NOT NULL
);
CREATE INDEX listing_state_change_product ON listing_state_change (product_id, at);

-- Published plans. A plan that a later revision drops is retired, not removed: its subscribers keep what they have.
CREATE TABLE listing_plan (
  id                 uuid PRIMARY KEY,
  product_id         uuid NOT NULL REFERENCES listing,
  position           integer NOT NULL,
  name               text NOT NULL,
  description        text NOT NULL,
  is_default         boolean NOT NULL,
  access             text NOT NULL CHECK (access IN ('all', 'logged_in', 'subscribed', 'byol')),
  prices             jsonb NOT NULL,
  trial_days         integer NOT NULL,
  terms              jsonb NOT NULL,
  terms_hash         text NOT NULL,
  terms_version      integer NOT NULL,
  instructions_html  text NOT NULL,
  byol_url           text,
  retired_at         timestamptz
);
CREATE INDEX listing_plan_product ON listing_plan (product_id, position);

CREATE TABLE listing_plan_repository (
  plan_id     uuid NOT NULL REFERENCES listing_plan ON DELETE CASCADE,
  repository  text NOT NULL,
  PRIMARY KEY (plan_id, repository)
);
CREATE INDEX listing_plan_repository_name ON listing_plan_repository (repository);

-- Published tags; never changed (STO-078).
CREATE TABLE listing_version (
  id                  uuid PRIMARY KEY,
  product_id          uuid NOT NULL REFERENCES listing,
  revision_id         uuid NOT NULL REFERENCES product_revision,
  repository          text NOT NULL,
  tag                 text NOT NULL,
  digest              text NOT NULL,
  platforms           jsonb NOT NULL,
  size                bigint NOT NULL,
  pushed_at           timestamptz NOT NULL,
  published_at        timestamptz NOT NULL,
  release_notes_html  text NOT NULL,
  CONSTRAINT listing_version_tag UNIQUE (product_id, repository, tag)
);
CREATE INDEX listing_version_product ON listing_version (product_id, published_at DESC);
