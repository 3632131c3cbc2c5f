grant select, truncate on note to service_role; -- expect: grant-beyond-rls "public.note"
grant references, trigger on app.note to analyst; -- expect: grant-beyond-rls "app.note"
grant maintain on note to analyst; -- expect: grant-beyond-rls "public.note"
