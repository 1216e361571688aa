-- When the holder of a trial was last told that it ends (STO-193).
ALTER TABLE subscription ADD COLUMN trial_reminded_at timestamptz;
CREATE INDEX subscription_trial_end ON subscription (period_end) WHERE trial AND state = 'active';
