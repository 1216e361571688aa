-- The books of the simulated payment provider. Only platform/payments reads and writes them: to the store it is a
-- provider like any other, reached through its port.
CREATE TABLE simulated_payment (
  id uuid PRIMARY KEY,
  reference text NOT NULL CONSTRAINT simulated_payment_reference UNIQUE,
  state text NOT NULL CHECK (state IN ('succeeded', 'requires_action', 'declined')),
  reason text CHECK ((reason IS NOT NULL) = (state = 'declined')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  description text NOT NULL,
  return_url text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
