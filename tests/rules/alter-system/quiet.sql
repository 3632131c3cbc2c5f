alter role eng_owner set work_mem = '1GB';
set work_mem = '1GB';
