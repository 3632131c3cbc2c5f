-- The audit history: who changed what, when, from what to what. Triggers write it. Nobody edits it: UPDATE,
-- DELETE and TRUNCATE are refused to every role, and only a change of the schema could alter that.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TABLE public.eng_audit_history (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  transaction_id xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
  actor text NOT NULL,
  actor_role text NOT NULL,
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  action text NOT NULL,
  changed_columns text[] NOT NULL,
  old_row jsonb,
  new_row jsonb,
  CONSTRAINT eng_audit_history_pkey PRIMARY KEY (id),
  CONSTRAINT eng_audit_history_action_check CHECK (
    (action = 'INSERT' AND old_row IS NULL AND new_row IS NOT NULL)
    OR (action = 'UPDATE' AND old_row IS NOT NULL AND new_row IS NOT NULL)
    OR (action = 'DELETE' AND old_row IS NOT NULL AND new_row IS NULL)
  )
);

CREATE INDEX eng_audit_history_row_idx ON public.eng_audit_history (table_name, row_id, id);

ALTER TABLE public.eng_audit_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_audit_history FORCE ROW LEVEL SECURITY;

-- In the migration and not among the repeatable policies, because from here on no row of the other tables can
-- be written without it. The owner writes only from inside a trigger.
CREATE POLICY eng_audit_history_append ON public.eng_audit_history
  FOR INSERT TO eng_owner
  WITH CHECK (pg_catalog.pg_trigger_depth() > 0);

GRANT SELECT ON public.eng_audit_history TO service_role;

-- It runs as the owner of the history, so that no writer of the other tables needs a right on it.
CREATE FUNCTION public.eng_record_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE pg_catalog.to_jsonb(OLD) END;
  new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE pg_catalog.to_jsonb(NEW) END;
  -- current_user is the owner in here; the setting still says which role the session had taken.
  acting_role text := pg_catalog.current_setting('role');
BEGIN
  IF acting_role = 'none' THEN
    acting_role := session_user;
  END IF;

  INSERT INTO public.eng_audit_history
    (actor, actor_role, table_name, row_id, action, changed_columns, old_row, new_row)
  VALUES (
    -- Only the governance service is believed when it says for whom it acts.
    CASE WHEN acting_role = 'service_role' THEN coalesce(auth.jwt() ->> 'sub', acting_role) ELSE acting_role END,
    acting_role,
    TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME,
    (coalesce(new_row, old_row) ->> 'id')::pg_catalog.uuid,
    TG_OP,
    ARRAY(
      SELECT field.key
      FROM pg_catalog.jsonb_each(coalesce(new_row, old_row)) AS field
      WHERE field.value IS DISTINCT FROM CASE WHEN TG_OP = 'UPDATE' THEN old_row -> field.key END
      ORDER BY field.key
    ),
    old_row,
    new_row
  );
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_record_history() FROM PUBLIC;

CREATE FUNCTION public.eng_refuse_statement() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  RAISE EXCEPTION '% on table % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'insufficient_privilege', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_refuse_statement() FROM PUBLIC;

-- For each statement and not for each row: row-level security hides the rows from the owner, and a statement
-- that finds none must be refused as well.
CREATE TRIGGER eng_audit_history_refuse_edit
  BEFORE UPDATE OR DELETE OR TRUNCATE ON public.eng_audit_history
  FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('the audit history is append-only');
ALTER TABLE public.eng_audit_history ENABLE ALWAYS TRIGGER eng_audit_history_refuse_edit;

-- TRUNCATE fires no trigger for its rows, so it would empty a table without a trace.
CREATE TRIGGER strategic_directives_v2_refuse_truncate
  BEFORE TRUNCATE ON public.strategic_directives_v2
  FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');
CREATE TRIGGER product_requirements_v2_refuse_truncate
  BEFORE TRUNCATE ON public.product_requirements_v2
  FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');
CREATE TRIGGER eng_backlog_refuse_truncate
  BEFORE TRUNCATE ON public.eng_backlog
  FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');

CREATE TRIGGER strategic_directives_v2_record_change
  AFTER INSERT OR DELETE ON public.strategic_directives_v2
  FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();
CREATE TRIGGER strategic_directives_v2_record_update
  AFTER UPDATE ON public.strategic_directives_v2
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_record_history();

CREATE TRIGGER product_requirements_v2_record_change
  AFTER INSERT OR DELETE ON public.product_requirements_v2
  FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();
CREATE TRIGGER product_requirements_v2_record_update
  AFTER UPDATE ON public.product_requirements_v2
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_record_history();

CREATE TRIGGER eng_backlog_record_change
  AFTER INSERT OR DELETE ON public.eng_backlog
  FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();
CREATE TRIGGER eng_backlog_record_update
  AFTER UPDATE ON public.eng_backlog
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_record_history();

COMMENT ON TABLE public.eng_audit_history IS 'Who changed which row, when, from what to what. Append-only.';
COMMENT ON COLUMN public.eng_audit_history.actor IS 'For whom the governance service acted, else the role.';
COMMENT ON COLUMN public.eng_audit_history.actor_role IS 'The database role that wrote.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TRIGGER eng_backlog_record_update ON public.eng_backlog;
DROP TRIGGER eng_backlog_record_change ON public.eng_backlog;
DROP TRIGGER product_requirements_v2_record_update ON public.product_requirements_v2;
DROP TRIGGER product_requirements_v2_record_change ON public.product_requirements_v2;
DROP TRIGGER strategic_directives_v2_record_update ON public.strategic_directives_v2;
DROP TRIGGER strategic_directives_v2_record_change ON public.strategic_directives_v2;
DROP TRIGGER eng_backlog_refuse_truncate ON public.eng_backlog;
DROP TRIGGER product_requirements_v2_refuse_truncate ON public.product_requirements_v2;
DROP TRIGGER strategic_directives_v2_refuse_truncate ON public.strategic_directives_v2;
DROP TABLE public.eng_audit_history;
DROP FUNCTION public.eng_refuse_statement();
DROP FUNCTION public.eng_record_history();

COMMIT;
