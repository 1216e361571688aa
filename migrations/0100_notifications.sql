-- What people were told, once each, and what they want to be told (STO-182…198).
CREATE TABLE notification (
  id          uuid PRIMARY KEY,
  account_id  uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  kind        text NOT NULL,
  -- Names the thing that happened. However often an event is delivered, each person is told of it once.
  dedupe_key  text NOT NULL,
  subject     text NOT NULL,
  summary     text NOT NULL,
  link        text,
  in_inbox    boolean NOT NULL,
  -- Address and message while a mail has to be sent. The message is emptied when it is: it may hold a link with a secret.
  email       text,
  message     jsonb,
  created_at  timestamptz NOT NULL,
  sent_at     timestamptz,
  read_at     timestamptz,
  CONSTRAINT notification_once UNIQUE (account_id, dedupe_key),
  CHECK (email IS NULL OR message IS NOT NULL OR sent_at IS NOT NULL)
);
CREATE INDEX notification_inbox ON notification (account_id, id DESC) WHERE in_inbox;
CREATE INDEX notification_unread ON notification (account_id) WHERE in_inbox AND read_at IS NULL;

-- Whether an account wants notices about a product: overrides what was chosen when it subscribed.
CREATE TABLE product_notice (
  account_id  uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  product_id  uuid NOT NULL REFERENCES product (id) ON DELETE CASCADE,
  wanted      boolean NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (account_id, product_id)
);
CREATE INDEX product_notice_product ON product_notice (product_id, account_id);

CREATE TABLE notification_preference (
  account_id  uuid PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  -- False: what is only news reaches the inbox; what one has to know still comes by mail.
  news_by_mail boolean NOT NULL,
  changed_at  timestamptz NOT NULL
);
