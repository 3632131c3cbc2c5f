set lock_timeout = '5s';
-- expect: trigger-disabled "note touch"
alter table note disable trigger touch;
alter table app.note disable trigger all; -- expect: trigger-disabled "app.note"
alter table app.other disable trigger user; -- expect: trigger-disabled "app.other"
alter table note enable trigger other;
