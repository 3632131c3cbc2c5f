create schema app;
create table app.rate (code text primary key, rate numeric);
create function app.age(born date) returns interval language sql immutable -- expect: function-not-immutable "app.age"
  as $$ select age(now(), born) $$;
create function app.today(born date) returns boolean immutable language sql return born < current_date; -- expect: function-not-immutable "app.today"
create function app.rated(amount numeric) returns numeric language plpgsql
  immutable as $$ begin -- expect: function-not-immutable "app.rated"
    return amount * (select rate from app.rate where code = 'EUR');
  end $$;
create function app.mine(owner text) returns boolean language plpgsql immutable as $$ declare me text; begin -- expect: function-not-immutable "app.mine"
    me := pg_catalog.current_setting('app.user', true);
    return owner = me;
  end $$;
create function app.token() returns text language plpgsql immutable as $$ begin if random() > 0.5 then return 'a'; end if; return 'b'; end $$; -- expect: function-not-immutable "app.token"
create function app.rate_of(wanted text) returns numeric language sql stable as 'select rate from app.rate where code = wanted';
create function app.due(day date) returns boolean language plpgsql stable as $$ begin return day <= current_date; end $$;
alter function app.rate_of(text) immutable; -- expect: function-not-immutable "app.rate_of"
alter function app.due(date) parallel safe immutable; -- expect: function-not-immutable "app.due"
