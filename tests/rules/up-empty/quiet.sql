select set_config('a.b', 'c', false);
