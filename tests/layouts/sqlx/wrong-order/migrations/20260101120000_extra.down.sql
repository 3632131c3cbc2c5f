drop type extra;
