create role reporting nosuperuser nobypassrls; -- not reported: NOSUPERUSER
alter role reporting with nologin;
grant reporting to eng_owner;
