create role app_user nologin;
