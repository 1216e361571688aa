-- What customers ordered, with prices, tax and fee as they were then, and every attempt to pay.
CREATE TABLE customer_order (
  id                     uuid PRIMARY KEY,
  account_id             uuid NOT NULL REFERENCES account,
  ordered_by             uuid NOT NULL REFERENCES account,
  plan_id                uuid NOT NULL REFERENCES listing_plan,
  product_id             uuid NOT NULL REFERENCES product,
  publisher_id           uuid NOT NULL,
  product_name           text NOT NULL,
  product_path           text NOT NULL,
  plan_name              text NOT NULL,
  publisher_name         text NOT NULL,
  period                 text NOT NULL CHECK (period IN ('month', 'year')),
  net_minor              bigint NOT NULL CHECK (net_minor > 0),
  tax_minor              bigint NOT NULL CHECK (tax_minor >= 0),
  total_minor            bigint NOT NULL,
  currency               char(3) NOT NULL,
  tax_label              text NOT NULL,
  tax_rate_basis_points  integer NOT NULL,
  fee_basis_points       integer NOT NULL,
  -- Name and address as given; never a card.
  billing                jsonb NOT NULL,
  -- The buyer's name for this order: the same click twice is one order.
  idempotency_key        text NOT NULL,
  state                  text NOT NULL CHECK (state IN
    ('open', 'awaiting_payment', 'requires_action', 'paid', 'declined', 'cancelled')),
  subscription_id        uuid REFERENCES subscription,
  created_at             timestamptz NOT NULL,
  paid_at                timestamptz,
  CONSTRAINT customer_order_key UNIQUE (account_id, idempotency_key),
  CHECK (net_minor + tax_minor = total_minor),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL) AND (state = 'paid') = (subscription_id IS NOT NULL))
);
CREATE INDEX customer_order_account ON customer_order (account_id, id DESC);

-- One row before the provider is asked: whatever happens afterwards, we know what to ask it about.
CREATE TABLE payment_attempt (
  reference    text PRIMARY KEY,
  order_id     uuid NOT NULL REFERENCES customer_order,
  number       integer NOT NULL CHECK (number > 0),
  state        text NOT NULL CHECK (state IN ('asked', 'requires_action', 'succeeded', 'declined')),
  payment_id   text,
  action_url   text,
  reason       text,
  asked_at     timestamptz NOT NULL,
  -- When to ask the provider next; empty once the answer is final.
  look_at      timestamptz,
  CONSTRAINT payment_attempt_number UNIQUE (order_id, number)
);
-- One open attempt at a time per order: two simultaneous payments of an order are one.
CREATE UNIQUE INDEX payment_attempt_open_once ON payment_attempt (order_id) WHERE state IN ('asked', 'requires_action');
CREATE INDEX payment_attempt_payment ON payment_attempt (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX payment_attempt_look ON payment_attempt (look_at) WHERE look_at IS NOT NULL;
