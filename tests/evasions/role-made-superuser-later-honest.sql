create role r;
alter role r with nologin;
