-- What stays in staging repositories: rules of a namespace ('' as repository) or of one repository, which go before.
CREATE TABLE retention_policy (
  namespace        text NOT NULL,
  repository       text NOT NULL,
  rules            jsonb NOT NULL,
  updated_at       timestamptz NOT NULL,
  updated_by_name  text NOT NULL,
  PRIMARY KEY (namespace, repository)
);

-- What the last run did in a repository.
CREATE TABLE retention_run (
  repository         text PRIMARY KEY,
  at                 timestamptz NOT NULL,
  tags_removed       integer NOT NULL,
  manifests_removed  integer NOT NULL
);
