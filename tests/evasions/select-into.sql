select 1 as id into copy; -- expect: table-without-rls
