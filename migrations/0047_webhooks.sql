-- Webhooks of publishers, and every delivery of the last 30 days (STO-198).
CREATE TABLE webhook (
  id               uuid PRIMARY KEY,
  publisher_id     uuid NOT NULL REFERENCES publisher ON DELETE CASCADE,
  address          text NOT NULL,
  events           text[] NOT NULL,
  -- Only events of repositories that fit; "*" stands for any letters.
  repository       text,
  -- Signs, so it is kept as it is, readable by whoever reads the database. Shown once.
  secret           text NOT NULL,
  -- After a rotation the old one signs too, until then.
  old_secret       text,
  old_secret_until timestamptz,
  state            text NOT NULL CHECK (state IN ('active', 'paused')),
  pause_reason     text,
  -- First failure since the last success.
  failing_since    timestamptz,
  last_success_at  timestamptz,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);
CREATE INDEX webhook_publisher ON webhook (publisher_id, created_at);

CREATE TABLE webhook_delivery (
  id               uuid PRIMARY KEY,
  webhook_id       uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
  event            text NOT NULL,
  -- Names what happened: an event that is delivered twice to the program becomes one delivery.
  dedupe_key       text NOT NULL,
  body             text NOT NULL,
  -- Batches of pulls that were counted into the body.
  batches          text[] NOT NULL DEFAULT '{}',
  state            text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  -- Attempts in all, and those since it was last sent by hand: the second decides about the next pause.
  attempts         integer NOT NULL,
  tries            integer NOT NULL,
  created_at       timestamptz NOT NULL,
  next_attempt_at  timestamptz,
  last_attempt_at  timestamptz,
  duration_ms      integer,
  response_status  integer,
  response_body    text,
  problem          text,
  CONSTRAINT webhook_delivery_once UNIQUE (webhook_id, dedupe_key)
);
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id DESC);
CREATE INDEX webhook_delivery_created ON webhook_delivery (created_at);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_attempt_at) WHERE state = 'waiting';
