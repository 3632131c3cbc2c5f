-- === base
create schema private;
create table private.note (id integer);
create function private.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before insert on private.note for each row execute function private.f();
create trigger u before insert on private.note for each row execute function private.f();
-- === up
set lock_timeout = '5s';
do $$
begin
  alter table private.note disable trigger u;
  alter table private.note disable trigger t; -- expect: trigger-disabled "private.note t"
end $$;
alter table private.note enable trigger u;
