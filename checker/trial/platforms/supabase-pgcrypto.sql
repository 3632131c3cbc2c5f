-- What stands for pgcrypto where the Postgres lacks it: the names, the arguments and the kind of what is given. Nothing of it
-- is safe, and nothing has to be: the trial's rows are made up.
-- Source: PostgreSQL's manual, appendix F, pgcrypto.

CREATE FUNCTION extensions.gen_random_uuid() RETURNS uuid LANGUAGE sql AS 'SELECT pg_catalog.gen_random_uuid()';
CREATE FUNCTION extensions.gen_random_bytes(count integer) RETURNS bytea LANGUAGE sql STRICT AS $$
  SELECT pg_catalog.substr(pg_catalog.string_agg(pg_catalog.uuid_send(pg_catalog.gen_random_uuid()), ''), 1, $1)
  FROM pg_catalog.generate_series(0, $1 / 16)
$$;
CREATE FUNCTION extensions.digest(data bytea, type text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE pg_catalog.lower(type)
    WHEN 'md5' THEN pg_catalog.decode(pg_catalog.md5(data), 'hex')
    WHEN 'sha1' THEN pg_catalog.substr(pg_catalog.sha256(data), 1, 20)
    WHEN 'sha224' THEN pg_catalog.sha224(data)
    WHEN 'sha256' THEN pg_catalog.sha256(data)
    WHEN 'sha384' THEN pg_catalog.sha384(data)
    WHEN 'sha512' THEN pg_catalog.sha512(data)
  END;
END
$$;
CREATE FUNCTION extensions.digest(data text, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
  $$SELECT extensions.digest(pg_catalog.convert_to($1, 'UTF8'), $2)$$;
CREATE FUNCTION extensions.hmac(data bytea, key bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT extensions.digest($2 || $1, $3)';
CREATE FUNCTION extensions.hmac(data text, key text, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
  $$SELECT extensions.digest(pg_catalog.convert_to($2 || $1, 'UTF8'), $3)$$;
CREATE FUNCTION extensions.gen_salt(type text) RETURNS text LANGUAGE sql STRICT AS
  $$SELECT '$2a$06$' || pg_catalog.substr(pg_catalog.md5(pg_catalog.gen_random_uuid()::text), 1, 22)$$;
CREATE FUNCTION extensions.gen_salt(type text, iter_count integer) RETURNS text LANGUAGE sql STRICT AS
  'SELECT extensions.gen_salt($1)';
CREATE FUNCTION extensions.crypt(password text, salt text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT pg_catalog.substr($2, 1, 29) || pg_catalog.substr(pg_catalog.md5($1 || pg_catalog.substr($2, 1, 29)), 1, 31)
$$;
CREATE FUNCTION extensions.encrypt(data bytea, key bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION extensions.decrypt(data bytea, key bytea, type text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION extensions.pgp_sym_encrypt(data text, psw text, options text DEFAULT '') RETURNS bytea LANGUAGE sql STRICT AS
  $$SELECT pg_catalog.convert_to($1, 'UTF8')$$;
CREATE FUNCTION extensions.pgp_sym_decrypt(msg bytea, psw text, options text DEFAULT '') RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$SELECT pg_catalog.convert_from($1, 'UTF8')$$;
