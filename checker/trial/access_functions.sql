-- Functions that run with their owner's rights, and which of these roles may call them.
-- A trigger's function is called by nobody.
SELECT n.nspname || '.' || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')', r.rolname,
  pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
    AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
CROSS JOIN pg_catalog.pg_roles AS r
WHERE p.prosecdef AND r.rolname = ANY (%(roles)s)
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT n.nspname = ANY (%(left_out)s)
  AND p.prorettype NOT IN ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
  )
ORDER BY 1, 2
