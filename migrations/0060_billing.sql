-- Money. Every entry's postings sum to zero per currency; nothing is ever changed or removed (STO-180).
CREATE TABLE ledger_entry (
  id           uuid PRIMARY KEY,
  at           timestamptz NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('sale', 'refund', 'payout', 'correction')),
  -- The fact that caused it; a fact is entered once.
  source       text NOT NULL,
  external_id  text NOT NULL,
  -- Appears on receipt, refund, fee, payout and report rows alike.
  reference    text NOT NULL,
  description  text NOT NULL,
  CONSTRAINT ledger_entry_source UNIQUE (source, external_id)
);
CREATE INDEX ledger_entry_at ON ledger_entry (id DESC);

CREATE TABLE ledger_posting (
  entry_id      uuid NOT NULL REFERENCES ledger_entry,
  position      integer NOT NULL,
  account       text NOT NULL,
  -- What comes in is positive, what is owed or earned is negative.
  amount_minor  bigint NOT NULL CHECK (amount_minor <> 0),
  currency      char(3) NOT NULL,
  PRIMARY KEY (entry_id, position)
);
CREATE INDEX ledger_posting_account ON ledger_posting (account, currency);

CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry uuid := CASE TG_TABLE_NAME WHEN 'ledger_entry' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                   ELSE (to_jsonb(NEW) ->> 'entry_id')::uuid END;
  sums  record;
BEGIN
  IF (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = entry) < 2 THEN
    RAISE EXCEPTION 'ledger entry % has fewer than two postings', entry
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
  END IF;
  FOR sums IN SELECT p.currency, sum(p.amount_minor) AS total FROM ledger_posting p
    WHERE p.entry_id = entry GROUP BY p.currency HAVING sum(p.amount_minor) <> 0
  LOOP
    RAISE EXCEPTION 'ledger entry % does not balance: % % too much', entry, sums.total, sums.currency
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
  END LOOP;
  RETURN NULL;
END
$$;
-- Looked at when the transaction commits: then an entry is whole or it is not.
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
CREATE CONSTRAINT TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The last number that an issuer has given. Its row is locked until the receipt is committed: no gaps (STO-181).
CREATE TABLE receipt_series (
  issuer       text PRIMARY KEY,
  last_number  bigint NOT NULL
);

CREATE TABLE receipt (
  id              uuid PRIMARY KEY,
  issuer          text NOT NULL REFERENCES receipt_series,
  number          bigint NOT NULL CHECK (number > 0),
  order_id        uuid NOT NULL CONSTRAINT receipt_order UNIQUE,
  entry_id        uuid NOT NULL REFERENCES ledger_entry,
  account_id      uuid NOT NULL REFERENCES account,
  issued_at       timestamptz NOT NULL,
  net_minor       bigint NOT NULL,
  tax_minor       bigint NOT NULL,
  total_minor     bigint NOT NULL,
  currency        char(3) NOT NULL,
  tax_label       text NOT NULL,
  description     text NOT NULL,
  product_name    text NOT NULL,
  publisher_name  text NOT NULL,
  -- Name and address as given with the order.
  billed_to       jsonb NOT NULL,
  CONSTRAINT receipt_number UNIQUE (issuer, number),
  CHECK (net_minor + tax_minor = total_minor)
);
CREATE INDEX receipt_account ON receipt (account_id, id DESC);
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE ON receipt
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
