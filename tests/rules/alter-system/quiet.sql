alter role eng_owner set work_mem = '1GB'; -- not reported: SET, ALTER ROLE
set work_mem = '1GB';
