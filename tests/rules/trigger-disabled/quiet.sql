set lock_timeout = '5s';
alter table note disable trigger touch;
alter table other disable trigger all;
alter table note enable trigger all; -- not reported: A trigger that the same
alter table other enable trigger all;
alter table note enable always trigger audit; -- not reported: ENABLE ALWAYS
