comment on schema public is 'notes'; -- not reported: Layouts whose tool
