-- The parts of catalog.sql that hardly any database has: read, after the same beginning, where the row `rare` says so.
select 'domain constraint', format_type(k.contypid, null) || ' ' || quote_ident(k.conname), array[
    'definition', pg_get_constraintdef(k.oid),
    'type', format_type(k.contypid, null),
    'validated', case when not k.convalidated then 'no' end,
    'comment', r.description]::text
from pg_constraint k
left join remark r on r.classoid = 'pg_constraint'::regclass and r.objoid = k.oid
where k.contypid >= 16384 and not exists (select from member m where m.classid = 'pg_type'::regclass and m.objid = k.contypid)

union all
select 'rule', rel.name || ' ' || quote_ident(w.rulename), array[
    'definition', pg_get_ruledef(w.oid),
    'table', rel.name,
    'enabled', case w.ev_enabled when 'D' then 'no' when 'R' then 'replica' when 'A' then 'always' end,
    'comment', r.description]::text
from rel join pg_rewrite w on w.ev_class = rel.oid
left join remark r on r.classoid = 'pg_rewrite'::regclass and r.objoid = w.oid
where w.rulename <> '_RETURN'

union all
select 'dependence', pg_describe_object(d.classid, d.objid, 0) || ' on ' || quote_ident(e.extname), array['definition', 'DEPENDS ON EXTENSION ' || quote_ident(e.extname)]::text
from pg_depend d join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid where d.deptype = 'x'

union all
select 'statistics', quote_ident(n.nspname) || '.' || quote_ident(x.stxname), array[
    'owner', x.stxowner::regrole::text, 'definition', pg_get_statisticsobjdef(x.oid), 'target', nullif(x.stxstattarget, -1)::text, 'comment', r.description]::text
from pg_statistic_ext x join pg_namespace n on n.oid = x.stxnamespace
left join remark r on r.classoid = 'pg_statistic_ext'::regclass and r.objoid = x.oid
where not exists (select from member m where m.classid = 'pg_statistic_ext'::regclass and m.objid = x.oid)

union all
select 'event trigger', quote_ident(e.evtname), array[
    'owner', e.evtowner::regrole::text, 'event', e.evtevent::text, 'function', e.evtfoid::regprocedure::text,
    'tags', array_to_string(e.evttags, chr(10)), 'enabled', case e.evtenabled when 'D' then 'no' when 'R' then 'replica' when 'A' then 'always' end, 'comment', r.description]::text
from pg_event_trigger e left join remark r on r.classoid = 'pg_event_trigger'::regclass and r.objoid = e.oid

union all
select 'foreign data wrapper', quote_ident(f.fdwname), array[
    'owner', f.fdwowner::regrole::text, 'handler', nullif(f.fdwhandler, 0)::regproc::text, 'validator', nullif(f.fdwvalidator, 0)::regproc::text,
    'options', array_to_string(f.fdwoptions, chr(10)), 'grants', array_to_string(coalesce(f.fdwacl, acldefault('F', f.fdwowner)), chr(10)), 'comment', r.description]::text
from pg_foreign_data_wrapper f left join remark r on r.classoid = 'pg_foreign_data_wrapper'::regclass and r.objoid = f.oid
where not exists (select from member m where m.classid = 'pg_foreign_data_wrapper'::regclass and m.objid = f.oid)

union all
select 'server', quote_ident(v.srvname), array[
    'owner', v.srvowner::regrole::text, 'wrapper', quote_ident(f.fdwname), 'type', v.srvtype, 'version', v.srvversion,
    'options', array_to_string(v.srvoptions, chr(10)), 'grants', array_to_string(coalesce(v.srvacl, acldefault('S', v.srvowner)), chr(10)), 'comment', r.description]::text
from pg_foreign_server v join pg_foreign_data_wrapper f on f.oid = v.srvfdw
left join remark r on r.classoid = 'pg_foreign_server'::regclass and r.objoid = v.oid

union all
select 'user mapping', 'for ' || case when u.umuser = 0 then 'public' else u.umuser::regrole::text end || ' server ' || quote_ident(v.srvname),
  array['options', array_to_string(u.umoptions, chr(10))]::text
from pg_user_mapping u join pg_foreign_server v on v.oid = u.umserver

union all
select 'publication', quote_ident(p.pubname), array[
    'owner', p.pubowner::regrole::text,
    'publishes', ((to_jsonb(p) - 'oid' - 'pubowner' - 'pubname')::text),
    'tables', (select string_agg(concat_ws(' ', pr.prrelid::regclass::text, (select '(' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')'
                 from pg_attribute a where a.attrelid = pr.prrelid and a.attnum = any (pr.prattrs::int2[])), 'where ' || pg_get_expr(pr.prqual, pr.prrelid)), chr(10) order by pr.prrelid::regclass::text collate "C")
               from pg_publication_rel pr where pr.prpubid = p.oid),
    'schemas', (select string_agg(quote_ident(n.nspname), chr(10) order by n.nspname) from pg_publication_namespace pn join pg_namespace n on n.oid = pn.pnnspid where pn.pnpubid = p.oid),
    'comment', r.description]::text
from pg_publication p left join remark r on r.classoid = 'pg_publication'::regclass and r.objoid = p.oid

union all
select 'subscription', quote_ident(s.subname), array['owner', s.subowner::regrole::text,
    'definition', (to_jsonb(s) - 'oid' - 'subdbid' - 'subowner' - 'subname' - 'subskiplsn')::text]::text
from pg_subscription s join pg_database d on d.oid = s.subdbid where d.datname = current_database()

union all
select 'collation', quote_ident(n.nspname) || '.' || quote_ident(o.collname), array['owner', o.collowner::regrole::text,
    'definition', (to_jsonb(o) - 'oid' - 'collnamespace' - 'collowner' - 'collname')::text, 'comment', r.description]::text
from pg_collation o join pg_namespace n on n.oid = o.collnamespace
left join remark r on r.classoid = 'pg_collation'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_collation'::regclass and m.objid = o.oid)

union all
select 'conversion', quote_ident(n.nspname) || '.' || quote_ident(o.conname), array['owner', o.conowner::regrole::text,
    'definition', (to_jsonb(o) - 'oid' - 'connamespace' - 'conowner' - 'conname')::text, 'comment', r.description]::text
from pg_conversion o join pg_namespace n on n.oid = o.connamespace
left join remark r on r.classoid = 'pg_conversion'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_conversion'::regclass and m.objid = o.oid)

union all
select 'operator', o.oid::regoperator::text, array['owner', o.oprowner::regrole::text,
    'definition', concat_ws(chr(10), 'function ' || o.oprcode::text, 'result ' || format_type(o.oprresult, null), 'commutator ' || nullif(o.oprcom, 0)::regoperator::text,
      'negator ' || nullif(o.oprnegate, 0)::regoperator::text, 'restrict ' || o.oprrest::text, 'join ' || o.oprjoin::text,
      case when o.oprcanmerge then 'merges' end, case when o.oprcanhash then 'hashes' end), 'comment', r.description]::text
from pg_operator o left join remark r on r.classoid = 'pg_operator'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_operator'::regclass and m.objid = o.oid)

union all
select 'operator class', quote_ident(n.nspname) || '.' || quote_ident(o.opcname) || ' using ' || quote_ident(am.amname), array['owner', o.opcowner::regrole::text,
    'definition', concat_ws(chr(10), 'for type ' || format_type(o.opcintype, null), case when o.opcdefault then 'default' end, 'storage ' || format_type(nullif(o.opckeytype, 0), null),
      'family ' || (select quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) from pg_opfamily f join pg_namespace fn on fn.oid = f.opfnamespace where f.oid = o.opcfamily)), 'comment', r.description]::text
from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace join pg_am am on am.oid = o.opcmethod
left join remark r on r.classoid = 'pg_opclass'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_opclass'::regclass and m.objid = o.oid)

union all
select 'operator family', quote_ident(n.nspname) || '.' || quote_ident(o.opfname) || ' using ' || quote_ident(am.amname), array['owner', o.opfowner::regrole::text,
    'operators', (select string_agg(concat_ws(' ', p.amopstrategy::text, p.amopopr::regoperator::text, p.amoppurpose::text), chr(10) order by p.amoplefttype::regtype::text, p.amoprighttype::regtype::text, p.amopstrategy) from pg_amop p where p.amopfamily = o.oid),
    'functions', (select string_agg(concat_ws(' ', p.amprocnum::text, p.amproclefttype::regtype::text, p.amprocrighttype::regtype::text, p.amproc::regprocedure::text), chr(10) order by p.amproclefttype::regtype::text, p.amprocrighttype::regtype::text, p.amprocnum) from pg_amproc p where p.amprocfamily = o.oid),
    'comment', r.description]::text
from pg_opfamily o join pg_namespace n on n.oid = o.opfnamespace join pg_am am on am.oid = o.opfmethod
left join remark r on r.classoid = 'pg_opfamily'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_opfamily'::regclass and m.objid = o.oid)

union all
select 'cast', '(' || format_type(k.castsource, null) || ' as ' || format_type(k.casttarget, null) || ')', array[
    'function', nullif(k.castfunc, 0)::regprocedure::text, 'context', k.castcontext::text, 'method', k.castmethod::text, 'comment', r.description]::text
from pg_cast k left join remark r on r.classoid = 'pg_cast'::regclass and r.objoid = k.oid
where k.oid >= 16384 and not exists (select from member m where m.classid = 'pg_cast'::regclass and m.objid = k.oid)

union all
select 'transform', 'for ' || format_type(t.trftype, null) || ' language ' || quote_ident(l.lanname), array[
    'from sql', t.trffromsql::regproc::text, 'to sql', t.trftosql::regproc::text]::text
from pg_transform t join pg_language l on l.oid = t.trflang
where t.oid >= 16384 and not exists (select from member m where m.classid = 'pg_transform'::regclass and m.objid = t.oid)

union all
select 'access method', quote_ident(a.amname), array['type', a.amtype::text, 'handler', a.amhandler::text, 'comment', r.description]::text
from pg_am a left join remark r on r.classoid = 'pg_am'::regclass and r.objoid = a.oid
where a.oid >= 16384 and not exists (select from member m where m.classid = 'pg_am'::regclass and m.objid = a.oid)

union all
select 'text search configuration', o.oid::regconfig::text, array['owner', o.cfgowner::regrole::text,
    'parser', (select quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) from pg_ts_parser p join pg_namespace pn on pn.oid = p.prsnamespace where p.oid = o.cfgparser),
    'mappings', (select string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary::text, chr(10) order by m.maptokentype, m.mapseqno) from pg_ts_config_map m where m.mapcfg = o.oid),
    'comment', r.description]::text
from pg_ts_config o left join remark r on r.classoid = 'pg_ts_config'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_ts_config'::regclass and m.objid = o.oid)

union all
select 'text search dictionary', o.oid::regdictionary::text, array['owner', o.dictowner::regrole::text,
    'template', (select quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) from pg_ts_template t join pg_namespace tn on tn.oid = t.tmplnamespace where t.oid = o.dicttemplate),
    'options', o.dictinitoption, 'comment', r.description]::text
from pg_ts_dict o left join remark r on r.classoid = 'pg_ts_dict'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_ts_dict'::regclass and m.objid = o.oid)

union all
select 'text search parser', quote_ident(n.nspname) || '.' || quote_ident(o.prsname), array[
    'definition', (to_jsonb(o) - 'oid' - 'prsnamespace' - 'prsname')::text, 'comment', r.description]::text
from pg_ts_parser o join pg_namespace n on n.oid = o.prsnamespace
left join remark r on r.classoid = 'pg_ts_parser'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_ts_parser'::regclass and m.objid = o.oid)

union all
select 'text search template', quote_ident(n.nspname) || '.' || quote_ident(o.tmplname), array[
    'definition', (to_jsonb(o) - 'oid' - 'tmplnamespace' - 'tmplname')::text, 'comment', r.description]::text
from pg_ts_template o join pg_namespace n on n.oid = o.tmplnamespace
left join remark r on r.classoid = 'pg_ts_template'::regclass and r.objoid = o.oid
where o.oid >= 16384 and not exists (select from member m where m.classid = 'pg_ts_template'::regclass and m.objid = o.oid)

union all
select 'large objects', 'of ' || l.lomowner::regrole::text, array['count', count(*)::text,
    'grants to each', string_agg(array_to_string(l.lomacl, ' '), chr(10) order by array_to_string(l.lomacl, ' ') collate "C"),
    'comments', string_agg(r.description, chr(10) order by r.description collate "C")]::text
from pg_largeobject_metadata l left join pg_description r on r.classoid = 'pg_largeobject'::regclass and r.objoid = l.oid
group by l.lomowner

union all
select 'parameter grants', p.parname, array['grants', array_to_string(p.paracl, chr(10))]::text from pg_parameter_acl p

union all
select 'tablespace', quote_ident(t.spcname), array['owner', t.spcowner::regrole::text, 'options', array_to_string(t.spcoptions, chr(10)),
    'grants', array_to_string(coalesce(t.spcacl, acldefault('t', t.spcowner)), chr(10)), 'comment', r.description]::text
from pg_tablespace t left join shared_remark r on r.classoid = 'pg_tablespace'::regclass and r.objoid = t.oid
where t.oid >= 16384
