grant select on note to public; -- expect: grant-to-public "public.note"
grant create on schema app to public; -- expect: grant-to-public "app"
grant update on sequence s to analyst, public; -- expect: grant-to-public "public.s"
grant select on large object 1234, 5678 to public; -- expect: grant-to-public "large object 1234, large object 5678"
