-- Batches of pulls that were counted already: delivery is at least once, counting is once. Old ones are forgotten.
CREATE TABLE counted_pull_batch (
  id          uuid PRIMARY KEY,
  counted_at  timestamptz NOT NULL
);
