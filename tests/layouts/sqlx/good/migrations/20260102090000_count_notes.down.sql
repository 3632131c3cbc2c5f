drop function note_count();
