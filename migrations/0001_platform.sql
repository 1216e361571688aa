-- Similarity search over names and texts (catalog search).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
