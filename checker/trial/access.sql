-- Every relation that a probed role could reach: in an exposed schema, or in one that such a role may use.
-- Parameters, all text[]: schemas, roles, left_out (schemas that a platform keeps for itself).
WITH reached AS (
  SELECT n.oid, n.nspname
  FROM pg_catalog.pg_namespace AS n
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND (
      n.nspname = ANY (%(schemas)s)
      OR (
        NOT n.nspname = ANY (%(left_out)s)
        AND EXISTS (
          SELECT FROM pg_catalog.pg_roles AS r
          WHERE r.rolname = ANY (%(roles)s) AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
        )
      )
    )
)
SELECT c.oid, s.nspname, c.relname, c.relkind::text,
  ARRAY(
    SELECT a.attname
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attidentity <> '', a.attnotnull, a.attnum
  ),
  c.relrowsecurity,
  EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
  ),
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') END,
  pg_catalog.pg_get_userbyid(c.relowner)
FROM pg_catalog.pg_class AS c
JOIN reached AS s ON s.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
  )
ORDER BY s.nspname, c.relname
