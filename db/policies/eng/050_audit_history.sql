-- The audit history: the governance service reads it. Its triggers append to it by a policy of their own, which
-- stands in the migration that makes them; nobody else may write.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.eng_audit_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_audit_history FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS eng_audit_history_service_select ON public.eng_audit_history;
CREATE POLICY eng_audit_history_service_select ON public.eng_audit_history
  FOR SELECT TO service_role
  USING ((SELECT auth.role()) = 'service_role');

COMMIT;
