-- Pulls that are alike are one row per batch that says how many; one row per pull would be a flood from a single machine.
ALTER TABLE pull_event ADD COLUMN times integer NOT NULL DEFAULT 1 CHECK (times > 0);
-- Version checks in earlier rows that turned out to be the beginning of these pulls: they do not count.
ALTER TABLE pull_event ADD COLUMN absorbed integer NOT NULL DEFAULT 0 CHECK (absorbed >= 0);

CREATE OR REPLACE VIEW audit_trail AS
  SELECT id, at, actor_kind, actor_name, actor_id, action, subject_kind, subject_id, subject_name, reason, details
  FROM audit_entry
  UNION ALL
  SELECT id, at,
         CASE WHEN account_id IS NULL THEN 'anonymous' ELSE 'token' END,
         coalesce(account_name, 'anonymous'),
         account_id,
         CASE action WHEN 'version_check' THEN 'registry.version_checked' ELSE 'registry.image_pulled' END,
         'image',
         digest,
         repository || coalesce(':' || tag, ''),
         NULL,
         jsonb_strip_nulls(jsonb_build_object(
           'action', action, 'method', method, 'customerClass', customer_class, 'counted', counted,
           'subscriptionId', subscription_id, 'planId', plan_id, 'productId', product_id, 'client', client,
           'times', nullif(times, 1), 'absorbedVersionChecks', nullif(absorbed, 0)))
  FROM pull_event
  WHERE action <> 'joined'
  UNION ALL
  SELECT id, at,
         CASE WHEN account_id IS NULL THEN 'anonymous' ELSE 'token' END,
         coalesce(account_name, 'anonymous'),
         account_id,
         'registry.token_granted',
         'scope',
         requested,
         NULL,
         NULL,
         jsonb_strip_nulls(jsonb_build_object('requested', requested, 'granted', granted, 'client', client))
  FROM token_grant;
