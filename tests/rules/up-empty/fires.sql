-- expect: up-empty "202601020000"
select 1;
