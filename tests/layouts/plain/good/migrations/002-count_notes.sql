create function note_count() returns bigint
language plpgsql stable set search_path = ''
as $$
begin
  return (select count(*) from public.note);
end;
$$;
revoke execute on function note_count() from public;
