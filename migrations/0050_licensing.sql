-- Who holds what of which plan, which terms were accepted, and licences sold elsewhere.
CREATE TABLE terms_acceptance (
  id             uuid PRIMARY KEY,
  account_id     uuid NOT NULL REFERENCES account,
  -- The person; for an organization one of its owners.
  accepted_by    uuid NOT NULL REFERENCES account,
  plan_id        uuid NOT NULL REFERENCES listing_plan,
  terms_hash     text NOT NULL,
  terms_version  text NOT NULL,
  channel        text NOT NULL CHECK (channel IN ('web', 'api')),
  accepted_at    timestamptz NOT NULL
);
CREATE INDEX terms_acceptance_account ON terms_acceptance (account_id, plan_id, accepted_at DESC);
CREATE TRIGGER terms_acceptance_append_only BEFORE UPDATE OR DELETE ON terms_acceptance
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE subscription (
  id                    uuid PRIMARY KEY,
  account_id            uuid NOT NULL REFERENCES account,
  plan_id               uuid NOT NULL REFERENCES listing_plan,
  product_id            uuid NOT NULL REFERENCES product,
  state                 text NOT NULL CHECK (state IN ('preparing', 'active', 'past_due', 'cancelled', 'expired', 'failed')),
  trial                 boolean NOT NULL,
  -- Set once and kept when the trial turns into a paid subscription or ends.
  trial_started_at      timestamptz,
  started_at            timestamptz NOT NULL,
  period_start          timestamptz NOT NULL,
  period_end            timestamptz,
  cancel_at_period_end  boolean NOT NULL,
  grace_days            integer NOT NULL CHECK (grace_days >= 0),
  price_minor           bigint CHECK (price_minor >= 0),
  currency              char(3),
  period                text CHECK (period IN ('month', 'year')),
  managed_by            uuid,
  ended_at              timestamptz,
  end_reason            text,
  -- The next moment at which time alone changes the state.
  due_at                timestamptz,
  notify                boolean NOT NULL,
  created_by            uuid NOT NULL REFERENCES account,
  CHECK ((price_minor IS NULL) = (currency IS NULL) AND (price_minor IS NULL) = (period IS NULL)),
  CHECK ((state IN ('cancelled', 'expired')) = (ended_at IS NOT NULL))
);
-- One that is not over per account and plan; the same click twice, or two at once, make one.
CREATE UNIQUE INDEX subscription_current_once ON subscription (account_id, plan_id)
  WHERE state IN ('preparing', 'active', 'past_due');
-- A trial once per account and plan, whatever became of it (STO-064).
CREATE UNIQUE INDEX subscription_trial_once ON subscription (account_id, plan_id) WHERE trial_started_at IS NOT NULL;
CREATE INDEX subscription_account ON subscription (account_id, id DESC);
CREATE INDEX subscription_product ON subscription (product_id, account_id);
CREATE INDEX subscription_due ON subscription (due_at) WHERE due_at IS NOT NULL;

-- Periods that were paid for; an order pays for one, however often its settlement is repeated.
CREATE TABLE subscription_period (
  id               uuid PRIMARY KEY,
  subscription_id  uuid NOT NULL REFERENCES subscription,
  order_id         uuid NOT NULL CONSTRAINT subscription_period_order UNIQUE,
  starts_at        timestamptz NOT NULL,
  ends_at          timestamptz NOT NULL CHECK (ends_at > starts_at),
  price_minor      bigint NOT NULL CHECK (price_minor >= 0),
  currency         char(3) NOT NULL
);
CREATE INDEX subscription_period_subscription ON subscription_period (subscription_id, starts_at);

-- An order of a customer of a publisher, paid elsewhere (STO-144). Whoever has the token may redeem it, once.
CREATE TABLE byol_order (
  id               uuid PRIMARY KEY,
  token            text NOT NULL CONSTRAINT byol_order_token UNIQUE,
  publisher_id     uuid NOT NULL,
  plan_id          uuid NOT NULL REFERENCES listing_plan,
  product_id       uuid NOT NULL REFERENCES product,
  state            text NOT NULL CHECK (state IN ('created', 'fulfilled', 'cancelled')),
  customer_name    text,
  customer_email   text,
  starts_at        timestamptz,
  ends_at          timestamptz,
  created_at       timestamptz NOT NULL,
  created_by       uuid NOT NULL REFERENCES account,
  account_id       uuid REFERENCES account,
  subscription_id  uuid REFERENCES subscription,
  fulfilled_at     timestamptz,
  CHECK ((state = 'fulfilled') = (subscription_id IS NOT NULL)),
  CHECK (starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at)
);
CREATE INDEX byol_order_publisher ON byol_order (publisher_id, id DESC);
