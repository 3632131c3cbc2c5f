-- expect: function-leakproof "app.f"
create function app.f() returns int leakproof language sql return 1;
revoke execute on function app.f() from public;
alter function app.g() leakproof; -- expect: function-leakproof "app.g"
