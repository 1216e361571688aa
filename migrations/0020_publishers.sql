-- Companies and people that sell (SM-1). A publisher's slug is the name of its account.
CREATE TABLE publisher (
  id                    uuid PRIMARY KEY,
  account_id            uuid NOT NULL UNIQUE REFERENCES account (id),
  slug                  text NOT NULL UNIQUE,
  state                 text NOT NULL CHECK (state IN ('applied', 'rejected', 'accepted', 'agreement_signed', 'active', 'under_review')),
  company_name          text NOT NULL,
  website               text NOT NULL,
  message               text NOT NULL,
  applied_by            uuid NOT NULL REFERENCES account (id),
  applied_at            timestamptz NOT NULL,
  decided_at            timestamptz,
  decision_reason       text,
  profile               jsonb NOT NULL,
  story_html            text NOT NULL DEFAULT '',
  logo_digest           text,
  logo_type             text,
  byol_ungated          boolean NOT NULL DEFAULT false,
  byol_gated            boolean NOT NULL DEFAULT false
);
CREATE INDEX publisher_state ON publisher (state, applied_at);

CREATE TABLE publisher_member (
  publisher_id  uuid NOT NULL REFERENCES publisher (id),
  account_id    uuid NOT NULL REFERENCES account (id),
  role          text NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
  added_at      timestamptz NOT NULL,
  PRIMARY KEY (publisher_id, account_id)
);
CREATE INDEX publisher_member_account ON publisher_member (account_id);

-- Who accepted which text of the agreement, and when (STO-031). Rows stay when a newer text is accepted.
CREATE TABLE agreement_acceptance (
  publisher_id  uuid NOT NULL REFERENCES publisher (id),
  version       text NOT NULL,
  hash          text NOT NULL,
  accepted_by   uuid NOT NULL REFERENCES account (id),
  accepted_at   timestamptz NOT NULL,
  PRIMARY KEY (publisher_id, version)
);
