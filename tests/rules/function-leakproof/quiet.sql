create function app.f() returns int not leakproof language sql return 1; -- not reported: NOT LEAKPROOF
revoke execute on function app.f() from public;
