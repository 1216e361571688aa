-- Submissions under review, what was said about them, and holds of listings.
CREATE TABLE submission (
  id                  uuid PRIMARY KEY,
  product_id          uuid NOT NULL REFERENCES product,
  publisher_id        uuid NOT NULL,
  revision_id         uuid NOT NULL REFERENCES product_revision,
  product_name        text NOT NULL,
  product_slug        text NOT NULL,
  icon_id             uuid,
  state               text NOT NULL CHECK (state IN
    ('pending', 'changes_requested', 'approved', 'published', 'rejected', 'withdrawn')),
  round               integer NOT NULL CHECK (round > 0),
  publish_mode        text NOT NULL CHECK (publish_mode IN ('manual', 'on_approval')),
  submitted_by        uuid,
  submitted_by_name   text NOT NULL,
  first_submitted_at  timestamptz NOT NULL,
  submitted_at        timestamptz NOT NULL,
  decided_at          timestamptz,
  decided_by_name     text,
  assignee_id         uuid,
  assignee_name       text
);
-- A product has one submission at a time.
CREATE UNIQUE INDEX submission_open ON submission (product_id)
  WHERE state IN ('pending', 'changes_requested', 'approved');
CREATE INDEX submission_queue ON submission (state, submitted_at, id);
CREATE INDEX submission_product ON submission (product_id, first_submitted_at DESC);

-- The manifest as it was submitted in each round: what the next round is compared with.
CREATE TABLE submission_round (
  submission_id  uuid NOT NULL REFERENCES submission,
  round          integer NOT NULL,
  manifest       jsonb NOT NULL,
  submitted_at   timestamptz NOT NULL,
  PRIMARY KEY (submission_id, round)
);

-- The images of the present round, frozen by digest.
CREATE TABLE submission_image (
  submission_id  uuid NOT NULL REFERENCES submission,
  position       integer NOT NULL,
  repository     text NOT NULL,
  tag            text NOT NULL,
  digest         text NOT NULL,
  size           bigint NOT NULL,
  platforms      jsonb NOT NULL,
  plan_ids       uuid[] NOT NULL,
  pushed_at      timestamptz NOT NULL,
  PRIMARY KEY (submission_id, position)
);

-- What moderators asked for, each about a field or a check (STO-075).
CREATE TABLE submission_reason (
  id             uuid PRIMARY KEY,
  submission_id  uuid NOT NULL REFERENCES submission,
  round          integer NOT NULL,
  position       integer NOT NULL,
  field          text NOT NULL,
  text           text NOT NULL,
  resolved_at    timestamptz
);
CREATE INDEX submission_reason_submission ON submission_reason (submission_id, round, position);

-- The talk between publisher and moderators; internal notes stay with the staff.
CREATE TABLE submission_post (
  id             uuid PRIMARY KEY,
  -- Order of writing, also within one moment.
  seq            bigint GENERATED ALWAYS AS IDENTITY,
  submission_id  uuid NOT NULL REFERENCES submission,
  author_id      uuid,
  author_name    text NOT NULL,
  author_role    text NOT NULL CHECK (author_role IN ('publisher', 'moderator', 'system')),
  at             timestamptz NOT NULL,
  text           text NOT NULL,
  internal       boolean NOT NULL
);
CREATE INDEX submission_post_submission ON submission_post (submission_id, seq);

-- What happened, in order.
CREATE TABLE submission_step (
  id             uuid PRIMARY KEY,
  seq            bigint GENERATED ALWAYS AS IDENTITY,
  submission_id  uuid NOT NULL REFERENCES submission,
  at             timestamptz NOT NULL,
  actor_name     text NOT NULL,
  action         text NOT NULL,
  note           text
);
CREATE INDEX submission_step_submission ON submission_step (submission_id, seq);

CREATE TABLE hold (
  id            uuid PRIMARY KEY,
  product_id    uuid NOT NULL REFERENCES listing,
  reason        text NOT NULL,
  held_by_name  text NOT NULL,
  held_at       timestamptz NOT NULL,
  lifted_at     timestamptz,
  lift_note     text
);
-- A listing is on hold once: of two reviewers at the same moment, the second gets a conflict.
CREATE UNIQUE INDEX hold_open_once ON hold (product_id) WHERE lifted_at IS NULL;
