-- Listings whose publisher missed a deadline, for the security reviewer to decide about (STO-107).
CREATE TABLE hold_case (
  id              uuid PRIMARY KEY,
  product_id      uuid NOT NULL,
  reason          text NOT NULL,
  opened_at       timestamptz NOT NULL,
  closed_at       timestamptz,
  outcome         text CHECK (outcome IN ('held', 'dismissed', 'remedied')),
  closed_by_name  text,
  note            text,
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX hold_case_open_once ON hold_case (product_id) WHERE closed_at IS NULL;

-- Days before the revocation of the warning that was sent last (STO-110).
ALTER TABLE hold ADD COLUMN warned_days integer;
