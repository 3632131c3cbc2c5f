create unlogged table n (id int); -- expect: table-without-rls
