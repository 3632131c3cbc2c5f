-- === migration
-- nothing -- expect: up-empty

/* DOWN */
