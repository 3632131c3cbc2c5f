set lock_timeout = '5s';
alter table note owner to reporting; -- expect: ownership-given-away "public.note"
alter function app.f() owner to reporting; -- expect: ownership-given-away "app.f"
alter schema app owner to reporting; -- expect: ownership-given-away "app"
reassign owned by eng_owner to reporting; -- expect: ownership-given-away
