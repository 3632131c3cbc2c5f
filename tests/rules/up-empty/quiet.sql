select set_config('a.b', 'c', false); -- not reported: An up with any statement
