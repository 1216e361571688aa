-- An address belongs to whoever confirms it. Until then several may claim it, so that nobody can block another's address,
-- and a name is taken by signing up whatever the address, so that the answer tells nothing about addresses.
DROP INDEX account_email;
CREATE INDEX account_email ON account (lower(email));
CREATE UNIQUE INDEX account_confirmed_email ON account (lower(email)) WHERE email_verified_at IS NOT NULL;
CREATE INDEX account_unconfirmed ON account (created_at) WHERE kind = 'user' AND email_verified_at IS NULL;

-- A try is counted before the password is looked at, and taken back when it was right.
ALTER TABLE sign_in_failure ADD COLUMN attempt uuid;
CREATE INDEX sign_in_failure_attempt ON sign_in_failure (attempt);
