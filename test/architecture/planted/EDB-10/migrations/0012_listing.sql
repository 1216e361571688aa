-- SET search_path = shop; is only talked about here
CREATE TABLE listing (id uuid PRIMARY KEY);
SET search_path TO shop; -- planted: EDB-10
