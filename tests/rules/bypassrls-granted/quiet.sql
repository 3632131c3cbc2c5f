create role reporting nosuperuser nobypassrls;
alter role reporting with nologin;
grant reporting to eng_owner;
