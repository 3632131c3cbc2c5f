create table note (id bigint); -- expect: table-without-rls "public.note"
create table public."Note" as select 1 as id; -- expect: table-without-rls "public.\"Note\""
select 1 as id into noted; -- expect: table-without-rls "public.noted"
create table other (like note including all); -- expect: table-without-rls "public.other"
