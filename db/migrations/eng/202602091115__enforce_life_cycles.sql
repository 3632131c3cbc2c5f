-- The legal life cycles of directives, requirements and backlog items, and what may no longer change once
-- somebody has approved it. Each begins in its first state; a status that stays the same is always legal, so
-- that approving or importing twice breaks nothing.

BEGIN;

SET LOCAL lock_timeout = '5s';

-- Keeps a time that the writer gives, as an import does.
CREATE FUNCTION public.eng_touch_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  IF NEW.updated_at = OLD.updated_at THEN
    NEW.updated_at := pg_catalog.now();
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_touch_row() FROM PUBLIC;

CREATE FUNCTION public.eng_guard_directive() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  legal text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
      RAISE EXCEPTION 'directive % begins as draft, not as %', NEW.sd_key, NEW.status
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
  END IF;

  IF NEW.status <> OLD.status THEN
    legal := CASE OLD.status
      WHEN 'draft' THEN ARRAY['submitted', 'withdrawn']
      WHEN 'submitted' THEN ARRAY['approved', 'rejected', 'draft', 'withdrawn']
      WHEN 'rejected' THEN ARRAY['draft', 'withdrawn']
      WHEN 'approved' THEN ARRAY['in_progress', 'superseded', 'withdrawn']
      WHEN 'in_progress' THEN ARRAY['completed', 'superseded', 'withdrawn']
      WHEN 'completed' THEN ARRAY['superseded']
      ELSE ARRAY[]::text[]
    END;
    IF NEW.status::text <> ALL (legal) THEN
      RAISE EXCEPTION 'directive % cannot go from % to %', OLD.sd_key, OLD.status, NEW.status
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
          HINT = 'Legal from there: ' || coalesce(nullif(pg_catalog.array_to_string(legal, ', '), ''), 'nothing') || '.';
    END IF;
  END IF;

  IF NEW.id <> OLD.id OR NEW.sd_key <> OLD.sd_key THEN
    RAISE EXCEPTION 'directive % keeps its keys', OLD.sd_key
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
  END IF;
  IF OLD.approved_at IS NOT NULL AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at) THEN
    RAISE EXCEPTION 'the approval of directive % is on record and stays', OLD.sd_key
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_guard_directive() FROM PUBLIC;

CREATE FUNCTION public.eng_guard_requirement() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  legal text[];
  twice text;
BEGIN
  -- The table's CHECK holds the shape of each criterion; only here can they be held against each other.
  SELECT criterion ->> 'id' INTO twice
  FROM pg_catalog.jsonb_path_query(NEW.acceptance_criteria, 'lax $[*]') AS criterion
  GROUP BY 1 HAVING pg_catalog.count(*) > 1 ORDER BY 1 LIMIT 1;
  IF twice IS NOT NULL THEN
    RAISE EXCEPTION 'requirement % version % has the acceptance criterion % twice', NEW.prd_key, NEW.version, twice
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, COLUMN = 'acceptance_criteria';
  END IF;

  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
      RAISE EXCEPTION 'requirement % begins as draft, not as %', NEW.prd_key, NEW.status
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
  END IF;

  IF NEW.status <> OLD.status THEN
    legal := CASE OLD.status
      WHEN 'draft' THEN ARRAY['in_review', 'cancelled']
      WHEN 'in_review' THEN ARRAY['approved', 'draft', 'cancelled']
      WHEN 'approved' THEN ARRAY['delivered', 'superseded', 'cancelled']
      WHEN 'delivered' THEN ARRAY['superseded']
      ELSE ARRAY[]::text[]
    END;
    IF NEW.status::text <> ALL (legal) THEN
      RAISE EXCEPTION 'requirement % version % cannot go from % to %', OLD.prd_key, OLD.version, OLD.status, NEW.status
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
          HINT = 'Legal from there: ' || coalesce(nullif(pg_catalog.array_to_string(legal, ', '), ''), 'nothing') || '.';
    END IF;
  END IF;

  IF (NEW.id, NEW.prd_key, NEW.version, NEW.sd_id) IS DISTINCT FROM (OLD.id, OLD.prd_key, OLD.version, OLD.sd_id) THEN
    RAISE EXCEPTION 'requirement % version % keeps its keys and its directive', OLD.prd_key, OLD.version
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
  END IF;
  IF OLD.status NOT IN ('draft', 'in_review') AND NEW.acceptance_criteria <> OLD.acceptance_criteria THEN
    RAISE EXCEPTION 'requirement % version % was approved with its acceptance criteria', OLD.prd_key, OLD.version
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, COLUMN = 'acceptance_criteria',
        HINT = 'Make the next version of it and change them there.';
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_guard_requirement() FROM PUBLIC;

CREATE FUNCTION public.eng_guard_backlog() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  legal text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'proposed' THEN
      RAISE EXCEPTION 'backlog item % begins as proposed, not as %', NEW.backlog_key, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
  END IF;

  IF NEW.state <> OLD.state THEN
    legal := CASE OLD.state
      WHEN 'proposed' THEN ARRAY['ready', 'cancelled']
      WHEN 'ready' THEN ARRAY['in_progress', 'proposed', 'cancelled']
      WHEN 'in_progress' THEN ARRAY['in_review', 'ready', 'cancelled']
      WHEN 'in_review' THEN ARRAY['done', 'in_progress', 'cancelled']
      ELSE ARRAY[]::text[]
    END;
    IF NEW.state::text <> ALL (legal) THEN
      RAISE EXCEPTION 'backlog item % cannot go from % to %', OLD.backlog_key, OLD.state, NEW.state
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
          HINT = 'Legal from there: ' || coalesce(nullif(pg_catalog.array_to_string(legal, ', '), ''), 'nothing') || '.';
    END IF;
  END IF;

  IF NEW.id <> OLD.id OR NEW.backlog_key <> OLD.backlog_key THEN
    RAISE EXCEPTION 'backlog item % keeps its keys', OLD.backlog_key
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_guard_backlog() FROM PUBLIC;

-- Triggers of one event fire in the order of their names: guard before touch.
CREATE TRIGGER strategic_directives_v2_guard
  BEFORE INSERT OR UPDATE ON public.strategic_directives_v2
  FOR EACH ROW EXECUTE FUNCTION public.eng_guard_directive();
CREATE TRIGGER strategic_directives_v2_touch
  BEFORE UPDATE ON public.strategic_directives_v2
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_touch_row();

CREATE TRIGGER product_requirements_v2_guard
  BEFORE INSERT OR UPDATE ON public.product_requirements_v2
  FOR EACH ROW EXECUTE FUNCTION public.eng_guard_requirement();
CREATE TRIGGER product_requirements_v2_touch
  BEFORE UPDATE ON public.product_requirements_v2
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_touch_row();

CREATE TRIGGER eng_backlog_guard
  BEFORE INSERT OR UPDATE ON public.eng_backlog
  FOR EACH ROW EXECUTE FUNCTION public.eng_guard_backlog();
CREATE TRIGGER eng_backlog_touch
  BEFORE UPDATE ON public.eng_backlog
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_touch_row();

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TRIGGER eng_backlog_touch ON public.eng_backlog;
DROP TRIGGER eng_backlog_guard ON public.eng_backlog;
DROP TRIGGER product_requirements_v2_touch ON public.product_requirements_v2;
DROP TRIGGER product_requirements_v2_guard ON public.product_requirements_v2;
DROP TRIGGER strategic_directives_v2_touch ON public.strategic_directives_v2;
DROP TRIGGER strategic_directives_v2_guard ON public.strategic_directives_v2;
DROP FUNCTION public.eng_guard_backlog();
DROP FUNCTION public.eng_guard_requirement();
DROP FUNCTION public.eng_guard_directive();
DROP FUNCTION public.eng_touch_row();

COMMIT;
