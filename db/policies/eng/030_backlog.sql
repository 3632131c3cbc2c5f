-- Backlog items: the governance service writes, the views read.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.eng_backlog ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_backlog FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS eng_backlog_service_select ON public.eng_backlog;
CREATE POLICY eng_backlog_service_select ON public.eng_backlog
  FOR SELECT TO service_role
  USING ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS eng_backlog_service_insert ON public.eng_backlog;
CREATE POLICY eng_backlog_service_insert ON public.eng_backlog
  FOR INSERT TO service_role
  WITH CHECK ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS eng_backlog_service_update ON public.eng_backlog;
CREATE POLICY eng_backlog_service_update ON public.eng_backlog
  FOR UPDATE TO service_role
  USING ((SELECT auth.role()) = 'service_role')
  WITH CHECK ((SELECT auth.role()) = 'service_role');

-- The owner of the published views reads for them; nobody logs in as it.
DROP POLICY IF EXISTS eng_backlog_views_select ON public.eng_backlog;
CREATE POLICY eng_backlog_views_select ON public.eng_backlog
  FOR SELECT TO eng_views
  USING (true);

COMMIT;
