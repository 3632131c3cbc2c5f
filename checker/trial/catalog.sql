-- The whole catalog as (kind, name, properties): no OID, no unqualified name (search_path is empty), no order.
-- Properties that are unset are null and are dropped by the reader. Works on PostgreSQL 15 to 18: columns
-- that not all of them have are read through to_jsonb(). Grants are as stored, or the default where the
-- catalog has null (acldefault); the reader expands and sorts them. The trial's own roles are left out.
with
member as materialized (
  select classid, objid, refobjid from pg_depend where refclassid = 'pg_extension'::regclass and deptype = 'e'
),
space as materialized (
  select n.oid, quote_ident(n.nspname) as name from pg_namespace n
  where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname !~ '^pg_(toast_)?temp_'
),
remark as materialized (
  select classoid, objoid, objsubid, description from pg_description
  where objoid >= 16384 or classoid in ('pg_namespace'::regclass, 'pg_extension'::regclass, 'pg_language'::regclass)
),
shared_remark as materialized (select classoid, objoid, description from pg_shdescription),
rel as materialized (
  select c.oid, c.relnamespace, s.name || '.' || quote_ident(c.relname) as name, c.relkind, c.relowner,
         case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
           when 'f' then 'foreign table' when 'c' then 'type' else 'table' end as kind
  from pg_class c join space s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c', 'S') and c.relpersistence <> 't'
    and not exists (select from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid)
)

select 'schema' as kind, s.name, array[
    'owner', n.nspowner::regrole::text,
    'grants', array_to_string(coalesce(n.nspacl, acldefault('n', n.nspowner)), chr(10)),
    'comment', r.description]::text as properties
from space s join pg_namespace n on n.oid = s.oid
left join remark r on r.classoid = 'pg_namespace'::regclass and r.objoid = s.oid
where not exists (select from member m where m.classid = 'pg_namespace'::regclass and m.objid = s.oid)

union all
select rel.kind, rel.name, array[
    'owner', c.relowner::regrole::text,
    'persistence', case c.relpersistence when 'u' then 'unlogged' end,
    'columns', a.columns,
    'row security', case when c.relrowsecurity then 'on' end,
    'force row security', case when c.relforcerowsecurity then 'on' end,
    'options', array_to_string(c.reloptions, chr(10)),
    'toast options', case when c.reltoastrelid <> 0 then (select array_to_string(t.reloptions, chr(10)) from pg_class t where t.oid = c.reltoastrelid) end,
    'access method', case when c.relkind in ('r', 'm', 'p') and c.relam not in (0, 2) then (select quote_ident(am.amname) from pg_am am where am.oid = c.relam) end,
    'tablespace', case when c.reltablespace <> 0 then (select quote_ident(ts.spcname) from pg_tablespace ts where ts.oid = c.reltablespace) end,
    'partitioned by', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
    'partition of', case when c.relispartition then h.parents || ' ' || pg_get_expr(c.relpartbound, c.oid) end,
    'inherits', case when not c.relispartition then h.parents end,
    'replica identity', case when c.relkind in ('r', 'p', 'm') then case c.relreplident when 'n' then 'nothing' when 'f' then 'full' when 'i' then
      'using index ' || (select x.indexrelid::regclass::text from pg_index x where x.indrelid = c.oid and x.indisreplident) end end,
    'of type', case when c.reloftype <> 0 then format_type(c.reloftype, null) end,
    'definition', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
    'populated', case when c.relkind = 'm' then c.relispopulated::text end,
    'foreign server', case when c.relkind = 'f' then (select quote_ident(s.srvname) from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid) end,
    'foreign options', case when c.relkind = 'f' then (select array_to_string(f.ftoptions, chr(10)) from pg_foreign_table f where f.ftrelid = c.oid) end,
    'grants', array_to_string(coalesce(c.relacl, acldefault('r', c.relowner)), chr(10)),
    'comment', r.description]::text
from rel join pg_class c on c.oid = rel.oid
left join (select attrelid, string_agg(quote_ident(attname), chr(10) order by attnum) as columns
           from pg_attribute where attnum > 0 and not attisdropped and attrelid >= 16384 group by attrelid) a on a.attrelid = c.oid
left join (select inhrelid, string_agg(inhparent::regclass::text, chr(10) order by inhseqno) as parents
           from pg_inherits group by inhrelid) h on h.inhrelid = c.oid
left join remark r on r.classoid = 'pg_class'::regclass and r.objoid = c.oid and r.objsubid = 0
where rel.relkind not in ('S', 'c')

union all
select 'column', rel.name || '.' || quote_ident(a.attname), array[
    'type', format_type(a.atttypid, a.atttypmod),
    'collation', case when a.attcollation <> 0 and a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
    'not null', case when a.attnotnull then 'yes' end,
    'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
    'generated', case a.attgenerated when '' then null else pg_get_expr(d.adbin, d.adrelid) || case a.attgenerated when 's' then ' stored' else ' virtual' end end,
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
    'storage', case when a.attstorage <> t.typstorage then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' when 'm' then 'main' end end,
    'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
    'statistics', nullif(a.attstattarget, -1)::text,
    'options', array_to_string(a.attoptions, chr(10)),
    'foreign options', array_to_string(a.attfdwoptions, chr(10)),
    'inherited', case when a.attinhcount > 0 then case when a.attislocal then 'merged' else 'yes' end end,
    'grants', array_to_string(a.attacl, chr(10)),
    'comment', r.description]::text
from rel join pg_attribute a on a.attrelid = rel.oid
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.atthasdef
left join remark r on r.classoid = 'pg_class'::regclass and r.objoid = a.attrelid and r.objsubid = a.attnum
where a.attnum > 0 and not a.attisdropped and rel.relkind <> 'S'

union all
select 'sequence', rel.name, array[
    'owner', rel.relowner::regrole::text,
    'persistence', case c.relpersistence when 'u' then 'unlogged' end,
    'type', format_type(s.seqtypid, null),
    'start', s.seqstart::text, 'increment', s.seqincrement::text, 'minimum', s.seqmin::text, 'maximum', s.seqmax::text,
    'cache', s.seqcache::text, 'cycle', case when s.seqcycle then 'yes' end,
    'identity of', case when d.deptype = 'i' then d.refobjid::regclass::text || '.' || quote_ident(da.attname) end,
    'owned by', case when d.deptype = 'a' then d.refobjid::regclass::text || '.' || quote_ident(da.attname) end,
    'grants', array_to_string(coalesce(c.relacl, acldefault('s', c.relowner)), chr(10)),
    'comment', r.description]::text
from rel join pg_class c on c.oid = rel.oid join pg_sequence s on s.seqrelid = rel.oid
left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = rel.oid and d.objsubid = 0
  and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
left join pg_attribute da on da.attrelid = d.refobjid and da.attnum = d.refobjsubid
left join remark r on r.classoid = 'pg_class'::regclass and r.objoid = c.oid and r.objsubid = 0

union all
select 'index', s.name || '.' || quote_ident(c.relname), array[
    'definition', pg_get_indexdef(i.indexrelid),
    'table', rel.name,
    'valid', case when not i.indisvalid then 'no' end,
    'clustered', case when i.indisclustered then 'yes' end,
    'partition of', case when c.relispartition then (select h.inhparent::regclass::text from pg_inherits h where h.inhrelid = c.oid) end,
    'tablespace', case when c.reltablespace <> 0 then (select quote_ident(ts.spcname) from pg_tablespace ts where ts.oid = c.reltablespace) end,
    'statistics', case when i.indexprs is not null then (select string_agg(a.attnum || ' ' || a.attstattarget, chr(10) order by a.attnum) from pg_attribute a
                   where a.attrelid = c.oid and a.attstattarget >= 0) end,
    'comment', r.description]::text
from rel join pg_index i on i.indrelid = rel.oid join pg_class c on c.oid = i.indexrelid
join space s on s.oid = c.relnamespace
left join remark r on r.classoid = 'pg_class'::regclass and r.objoid = i.indexrelid and r.objsubid = 0
where not exists (select from pg_constraint k where k.contype in ('p', 'u', 'x') and k.conindid = i.indexrelid)

union all
select 'constraint', rel.name || ' ' || quote_ident(k.conname), array[
    'definition', pg_get_constraintdef(k.oid),
    'table', rel.name,
    'kind', case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key' when 'c' then 'check' when 'x' then 'exclusion' when 'n' then 'not null' end,
    'validated', case when not k.convalidated then 'no' end,
    'inherited', case when k.coninhcount > 0 then case when k.conislocal then 'merged' else 'yes' end end,
    'index', case when k.contype in ('p', 'u', 'x') then pg_get_indexdef(k.conindid) end,
    'clustered', case when k.contype in ('p', 'u', 'x') then (select 'yes' from pg_index i where i.indexrelid = k.conindid and i.indisclustered) end,
    'valid', case when k.contype in ('p', 'u', 'x') then (select 'no' from pg_index i where i.indexrelid = k.conindid and not i.indisvalid) end,
    'index comment', ri.description,
    'comment', r.description]::text
from rel join pg_constraint k on k.conrelid = rel.oid
left join remark r on r.classoid = 'pg_constraint'::regclass and r.objoid = k.oid
left join remark ri on ri.classoid = 'pg_class'::regclass and ri.objoid = k.conindid and ri.objsubid = 0 and k.contype in ('p', 'u', 'x')
where k.contype <> 't'

union all
select 'policy', rel.name || ' ' || quote_ident(p.polname), array[
    'table', rel.name,
    'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    'kind', case when p.polpermissive then 'permissive' else 'restrictive' end,
    'roles', (select string_agg(case when o = 0 then 'public' else o::regrole::text end, chr(10) order by case when o = 0 then 'public' else o::regrole::text end collate "C") from unnest(p.polroles) o),
    'using', pg_get_expr(p.polqual, p.polrelid),
    'check', pg_get_expr(p.polwithcheck, p.polrelid),
    'comment', r.description]::text
from rel join pg_policy p on p.polrelid = rel.oid
left join remark r on r.classoid = 'pg_policy'::regclass and r.objoid = p.oid

union all
select 'trigger', rel.name || ' ' || quote_ident(g.tgname), array[
    'definition', pg_get_triggerdef(g.oid),
    'table', rel.name,
    'enabled', case g.tgenabled when 'D' then 'no' when 'R' then 'replica' when 'A' then 'always' end,
    'inherited', case when g.tgparentid <> 0 then 'yes' end,
    'comment', r.description]::text
from rel join pg_trigger g on g.tgrelid = rel.oid
left join remark r on r.classoid = 'pg_trigger'::regclass and r.objoid = g.oid
where not g.tgisinternal

union all
select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, p.oid::regprocedure::text, array[
    'owner', p.proowner::regrole::text,
    'arguments', pg_get_function_arguments(p.oid),
    'returns', pg_get_function_result(p.oid),
    'language', quote_ident(l.lanname),
    'body', case when p.prokind <> 'a' then coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) end,
    'library', p.probin,
    'window', case when p.prokind = 'w' then 'yes' end,
    'volatility', case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
    'security', case when p.prosecdef then 'definer' else 'invoker' end,
    'strict', case when p.proisstrict then 'yes' end,
    'leakproof', case when p.proleakproof then 'yes' end,
    'parallel', case p.proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end,
    'cost', p.procost::text, 'rows', p.prorows::text,
    'support', nullif(p.prosupport::oid, 0)::regproc::text,
    'settings', (select string_agg(o, chr(10) order by o) from unnest(p.proconfig) o),
    'aggregate', case when p.prokind = 'a' then (
      select (to_jsonb(g) - 'aggfnoid' || jsonb_build_object('aggtranstype', format_type(g.aggtranstype, null),
              'aggmtranstype', case when g.aggmtranstype <> 0 then format_type(g.aggmtranstype, null) end,
              'aggsortop', case when g.aggsortop <> 0 then g.aggsortop::regoper::text end))::text
      from pg_aggregate g where g.aggfnoid = p.oid) end,
    'grants', ltrim(regexp_replace(array_to_string(coalesce(p.proacl, acldefault('f', p.proowner)), chr(10)), '(^|\n)db_verify_seeder=[^\n]*', '', 'g'), chr(10)),
    'comment', r.description]::text
from pg_proc p join pg_language l on l.oid = p.prolang join pg_namespace n on n.oid = p.pronamespace
left join remark r on r.classoid = 'pg_proc'::regclass and r.objoid = p.oid
where p.oid >= 16384 and n.nspname !~ '^pg_temp_'
  and not exists (select from member m where m.classid = 'pg_proc'::regclass and m.objid = p.oid)
  and not exists (select from pg_range x join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid
                  and d.refclassid = 'pg_type'::regclass and d.refobjid in (x.rngtypid, x.rngmultitypid) and d.deptype = 'i')

union all
select case t.typtype when 'd' then 'domain' else 'type' end, format_type(t.oid, null), array[
    'owner', t.typowner::regrole::text,
    'kind', case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' when 'r' then 'range' when 'b' then 'base' else 'shell' end,
    'labels', case when t.typtype = 'e' then (select string_agg(quote_literal(e.enumlabel), chr(10) order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) end,
    'columns', case when t.typtype = 'c' then (select string_agg(quote_ident(a.attname), chr(10) order by a.attnum) from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) end,
    'base', case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
    'collation', case when t.typtype = 'd' and t.typcollation <> b.typcollation then t.typcollation::regcollation::text end,
    'not null', case when t.typtype = 'd' and t.typnotnull then 'yes' end,
    'default', case when t.typtype in ('d', 'b') then coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) end,
    'range', case when t.typtype = 'r' then (select concat_ws(chr(10), 'subtype ' || format_type(x.rngsubtype, null),
        'collation ' || nullif(x.rngcollation, 0)::regcollation::text, 'operator class ' || quote_ident(oc.opcname),
        'canonical ' || nullif(x.rngcanonical::oid, 0)::regproc::text, 'difference ' || nullif(x.rngsubdiff::oid, 0)::regproc::text,
        'multirange ' || format_type(x.rngmultitypid, null)) from pg_range x join pg_opclass oc on oc.oid = x.rngsubopc where x.rngtypid = t.oid) end,
    'base type', case when t.typtype = 'b' then concat_ws(chr(10), t.typinput::text, t.typoutput::text, t.typreceive::text, t.typsend::text, t.typmodin::text, t.typlen::text, t.typalign::text, t.typstorage::text, t.typcategory::text) end,
    'grants', array_to_string(coalesce(t.typacl, acldefault('T', t.typowner)), chr(10)),
    'comment', coalesce(r.description, rc.description)]::text
from pg_type t join space s on s.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
left join pg_type b on b.oid = t.typbasetype
left join remark r on r.classoid = 'pg_type'::regclass and r.objoid = t.oid
left join remark rc on rc.classoid = 'pg_class'::regclass and rc.objoid = t.typrelid and rc.objsubid = 0 and t.typrelid <> 0
where t.oid >= 16384 and t.typtype in ('e', 'd', 'c', 'r', 'b', 'p') and (t.typrelid = 0 or c.relkind = 'c')
  and not exists (select from pg_type e where e.typarray = t.oid)
  and not exists (select from member m where m.classid = 'pg_type'::regclass and m.objid = t.oid)

union all
select 'default privileges', concat_ws(' ', 'of', d.defaclrole::regrole::text, 'in ' || s.name, 'on',
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas' when 'L' then 'large objects' end),
  array['owner', d.defaclrole::regrole::text, 'grants', array_to_string(d.defaclacl, chr(10))]::text
from pg_default_acl d left join space s on s.oid = d.defaclnamespace

union all
select 'extension', quote_ident(e.extname), array[
    'owner', e.extowner::regrole::text, 'version', e.extversion, 'schema', quote_ident(n.nspname),
    'configuration', (select string_agg(x.t::regclass::text || coalesce(' ' || e.extcondition[x.i], ''), chr(10) order by x.i) from unnest(e.extconfig) with ordinality x(t, i)),
    'members', (select count(*) from member m where m.refobjid = e.oid)::text,
    'comment', r.description]::text
from pg_extension e join pg_namespace n on n.oid = e.extnamespace
left join remark r on r.classoid = 'pg_extension'::regclass and r.objoid = e.oid

union all
-- What is the server's own or an extension's is there without us: only grants that are not those it came with.
select case when o.oid < 16384 then 'system grants' else 'extension grants' end, (pg_identify_object(o.class, o.oid, 0)).type || ' ' || (pg_identify_object(o.class, o.oid, 0)).identity,
  array['grants', array_to_string(coalesce(o.acl, '{}'), chr(10))]::text
from (
    select oid, 'pg_class'::regclass as class, relacl as acl from pg_class where relacl is not null and relnamespace <> 'information_schema'::regnamespace
    union all select oid, 'pg_proc'::regclass, proacl from pg_proc where proacl is not null
    union all select oid, 'pg_namespace'::regclass, nspacl from pg_namespace where nspacl is not null and nspname not in ('public', 'information_schema')
    union all select oid, 'pg_type'::regclass, typacl from pg_type where typacl is not null and typnamespace <> 'information_schema'::regnamespace
    union all select oid, 'pg_language'::regclass, lanacl from pg_language where lanacl is not null and lanname <> 'plpgsql'
    union all select oid, 'pg_foreign_data_wrapper'::regclass, fdwacl from pg_foreign_data_wrapper where fdwacl is not null) o
left join pg_init_privs i on i.classoid = o.class and i.objoid = o.oid and i.objsubid = 0
where o.acl is distinct from i.initprivs and (o.oid < 16384 or exists (select from member m where m.classid = o.class and m.objid = o.oid))

union all
select 'language', quote_ident(l.lanname), array['owner', l.lanowner::regrole::text, 'trusted', l.lanpltrusted::text,
    'grants', array_to_string(coalesce(l.lanacl, acldefault('l', l.lanowner)), chr(10)), 'comment', r.description]::text
from pg_language l left join remark r on r.classoid = 'pg_language'::regclass and r.objoid = l.oid

union all
select 'database', 'current_database()', array['owner', d.datdba::regrole::text,
    'connection limit', nullif(d.datconnlimit, -1)::text, 'allows connections', d.datallowconn::text, 'template', case when d.datistemplate then 'yes' end,
    'settings', (select string_agg(o, chr(10) order by o) from pg_db_role_setting g, unnest(g.setconfig) o where g.setdatabase = d.oid and g.setrole = 0),
    'grants', (select string_agg(u.item::text, chr(10) order by u.place) from unnest(coalesce(d.datacl, acldefault('d', d.datdba))) with ordinality as u (item, place)
      where u.item::text !~ '^db_verify_(seeder|prober)='), 'comment', r.description]::text
from pg_database d left join shared_remark r on r.classoid = 'pg_database'::regclass and r.objoid = d.oid
where d.datname = current_database()

union all
select 'role', a.oid::regrole::text, array[
    'superuser', case when a.rolsuper then 'yes' end, 'inherit', case when not a.rolinherit then 'no' end, 'createrole', case when a.rolcreaterole then 'yes' end,
    'createdb', case when a.rolcreatedb then 'yes' end, 'login', case when a.rolcanlogin then 'yes' end, 'replication', case when a.rolreplication then 'yes' end,
    'bypassrls', case when a.rolbypassrls then 'yes' end, 'connection limit', nullif(a.rolconnlimit, -1)::text, 'valid until', nullif(a.rolvaliduntil::text, 'infinity'),
    'password', case when a.rolpassword is not null then 'set' end,
    'settings', (select string_agg(o, chr(10) order by o) from pg_db_role_setting g, unnest(g.setconfig) o where g.setrole = a.oid and g.setdatabase = 0),
    'settings here', (select string_agg(o, chr(10) order by o) from pg_db_role_setting g join pg_database d on d.oid = g.setdatabase and d.datname = current_database(), unnest(g.setconfig) o where g.setrole = a.oid),
    'comment', r.description]::text
from pg_authid a left join shared_remark r on r.classoid = 'pg_authid'::regclass and r.objoid = a.oid
where a.rolname !~ '^pg_' and a.rolname not in ('db_verify_seeder', 'db_verify_prober', 'db_verify_nobody')

union all
select 'role', 'all', array['settings', (select string_agg(o, chr(10) order by o) from pg_db_role_setting g, unnest(g.setconfig) o where g.setrole = 0 and g.setdatabase = 0)]::text

union all
select 'membership', m.member::regrole::text || ' in ' || m.roleid::regrole::text, array[
    'granted', string_agg(concat_ws(' ', 'by ' || m.grantor::regrole::text, case when m.admin_option then 'with admin' end,
      case when not (to_jsonb(m) ->> 'inherit_option')::bool then 'without inherit' end,
      case when not (to_jsonb(m) ->> 'set_option')::bool then 'without set' end), chr(10) order by m.grantor::regrole::text collate "C")]::text
from pg_auth_members m
where (m.member >= 16384 or m.roleid >= 16384)
  and m.member::regrole::text not in ('db_verify_seeder', 'db_verify_prober', 'db_verify_nobody') group by m.member, m.roleid

union all
-- Whether there may be anything of what catalog_rare.sql reads, which takes as long to plan as all the rest.
select 'rare', '', null where exists (select from pg_constraint where contypid >= 16384)
  or exists (select from pg_rewrite where rulename <> '_RETURN' and ev_class >= 16384)
  or exists (select from pg_depend where refclassid = 'pg_extension'::regclass and deptype = 'x')
  or exists (select from pg_statistic_ext)
  or exists (select from pg_event_trigger)
  or exists (select from pg_foreign_data_wrapper)
  or exists (select from pg_foreign_server)
  or exists (select from pg_user_mapping)
  or exists (select from pg_publication)
  or exists (select from pg_subscription)
  or exists (select from pg_largeobject_metadata)
  or exists (select from pg_parameter_acl)
  or exists (select from pg_collation where oid >= 16384)
  or exists (select from pg_conversion where oid >= 16384)
  or exists (select from pg_operator where oid >= 16384)
  or exists (select from pg_opclass where oid >= 16384)
  or exists (select from pg_opfamily where oid >= 16384)
  or exists (select from pg_cast where oid >= 16384)
  or exists (select from pg_transform where oid >= 16384)
  or exists (select from pg_am where oid >= 16384)
  or exists (select from pg_ts_config where oid >= 16384)
  or exists (select from pg_ts_dict where oid >= 16384)
  or exists (select from pg_ts_parser where oid >= 16384)
  or exists (select from pg_ts_template where oid >= 16384)
  or exists (select from pg_tablespace where oid >= 16384)
