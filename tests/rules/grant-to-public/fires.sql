grant select on note to public; -- expect: grant-to-public "public.note"
grant create on schema app to public; -- expect: grant-to-public "app"
grant update on sequence s to analyst, public; -- expect: grant-to-public "public.s"
