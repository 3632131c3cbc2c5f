create function app.f() returns int not leakproof language sql return 1;
revoke execute on function app.f() from public;
