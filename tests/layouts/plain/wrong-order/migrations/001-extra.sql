create type extra as enum ('a');
