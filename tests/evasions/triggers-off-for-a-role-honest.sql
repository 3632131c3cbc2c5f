alter role reader set statement_timeout = '5s';
