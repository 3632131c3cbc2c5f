--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA auth;


ALTER SCHEMA auth OWNER TO postgres;

--
-- Name: eng_backlog_state; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_backlog_state AS ENUM (
    'proposed',
    'ready',
    'in_progress',
    'in_review',
    'done',
    'cancelled'
);


ALTER TYPE public.eng_backlog_state OWNER TO eng_owner;

--
-- Name: eng_backlog_type; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_backlog_type AS ENUM (
    'feature',
    'bug',
    'chore',
    'research'
);


ALTER TYPE public.eng_backlog_type OWNER TO eng_owner;

--
-- Name: eng_directive_status; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_directive_status AS ENUM (
    'draft',
    'submitted',
    'approved',
    'in_progress',
    'completed',
    'rejected',
    'superseded',
    'withdrawn'
);


ALTER TYPE public.eng_directive_status OWNER TO eng_owner;

--
-- Name: eng_priority; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_priority AS ENUM (
    'p0',
    'p1',
    'p2',
    'p3'
);


ALTER TYPE public.eng_priority OWNER TO eng_owner;

--
-- Name: eng_qa_gate_status; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_qa_gate_status AS ENUM (
    'pending',
    'passed',
    'failed',
    'waived'
);


ALTER TYPE public.eng_qa_gate_status OWNER TO eng_owner;

--
-- Name: eng_requirement_status; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_requirement_status AS ENUM (
    'draft',
    'in_review',
    'approved',
    'delivered',
    'superseded',
    'cancelled'
);


ALTER TYPE public.eng_requirement_status OWNER TO eng_owner;

--
-- Name: eng_risk_level; Type: TYPE; Schema: public; Owner: eng_owner
--

CREATE TYPE public.eng_risk_level AS ENUM (
    'low',
    'medium',
    'high',
    'critical'
);


ALTER TYPE public.eng_risk_level OWNER TO eng_owner;

--
-- Name: jwt(); Type: FUNCTION; Schema: auth; Owner: postgres
--

CREATE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  SELECT coalesce(
    nullif(pg_catalog.current_setting('request.jwt.claims', true), ''),
    nullif(pg_catalog.current_setting('request.jwt.claim', true), '')
  )::pg_catalog.jsonb
$$;


ALTER FUNCTION auth.jwt() OWNER TO postgres;

--
-- Name: FUNCTION jwt(); Type: COMMENT; Schema: auth; Owner: postgres
--

COMMENT ON FUNCTION auth.jwt() IS 'The claims of the request, or NULL where there are none.';


--
-- Name: role(); Type: FUNCTION; Schema: auth; Owner: postgres
--

CREATE FUNCTION auth.role() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  SELECT coalesce(
    nullif(pg_catalog.current_setting('request.jwt.claim.role', true), ''),
    auth.jwt() ->> 'role'
  )
$$;


ALTER FUNCTION auth.role() OWNER TO postgres;

--
-- Name: FUNCTION role(); Type: COMMENT; Schema: auth; Owner: postgres
--

COMMENT ON FUNCTION auth.role() IS 'The role that the request claims, or NULL where there are no claims.';


--
-- Name: uid(); Type: FUNCTION; Schema: auth; Owner: postgres
--

CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  SELECT coalesce(
    nullif(pg_catalog.current_setting('request.jwt.claim.sub', true), ''),
    auth.jwt() ->> 'sub'
  )::pg_catalog.uuid
$$;


ALTER FUNCTION auth.uid() OWNER TO postgres;

--
-- Name: FUNCTION uid(); Type: COMMENT; Schema: auth; Owner: postgres
--

COMMENT ON FUNCTION auth.uid() IS 'The subject that the request claims, or NULL where there are no claims.';


--
-- Name: eng_approve_directive(text, text, text, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone DEFAULT now()) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
DECLARE
  directive public.strategic_directives_v2;
BEGIN
  SELECT * INTO directive FROM public.strategic_directives_v2 WHERE sd_key = p_sd_key FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no directive %', p_sd_key USING ERRCODE = 'no_data_found';
  END IF;
  IF directive.approved_at IS NOT NULL THEN
    IF (directive.approved_by, directive.decision_log_ref) IS DISTINCT FROM (p_approved_by, p_decision_log_ref) THEN
      RAISE EXCEPTION 'directive % was approved by % with %', p_sd_key, directive.approved_by,
        coalesce(directive.decision_log_ref, 'no decision on record')
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN false;
  END IF;
  IF p_decision_log_ref IS NULL THEN
    RAISE EXCEPTION 'the approval of directive % names no decision', p_sd_key USING ERRCODE = 'check_violation';
  END IF;

  UPDATE public.strategic_directives_v2
  SET status = 'approved',
      approved_by = p_approved_by,
      approved_at = p_approved_at,
      decision_log_ref = p_decision_log_ref
  WHERE id = directive.id;
  RETURN true;
END
$$;


ALTER FUNCTION public.eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone) OWNER TO eng_owner;

--
-- Name: FUNCTION eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone); Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON FUNCTION public.eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone) IS 'Approves a submitted directive; true if that changed it, false if it was approved so before.';


--
-- Name: eng_bump_requirement(text, integer); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_bump_requirement(p_prd_key text, p_from_version integer) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
DECLARE
  source public.product_requirements_v2;
  next_id uuid;
BEGIN
  SELECT * INTO source
  FROM public.product_requirements_v2 WHERE prd_key = p_prd_key AND version = p_from_version FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no requirement % version %', p_prd_key, p_from_version
      USING ERRCODE = 'no_data_found';
  END IF;
  IF source.status IN ('draft', 'in_review') THEN
    RAISE EXCEPTION 'requirement % version % is still %, so it can be changed as it is',
      p_prd_key, p_from_version, source.status USING ERRCODE = 'check_violation';
  END IF;

  INSERT INTO public.product_requirements_v2
    (prd_key, version, sd_id, title, priority, acceptance_criteria, completeness_pct, risk_level)
  VALUES (
    source.prd_key, source.version + 1, source.sd_id, source.title, source.priority,
    source.acceptance_criteria, source.completeness_pct, source.risk_level
  )
  ON CONFLICT (prd_key, version) DO NOTHING
  RETURNING id INTO next_id;
  IF next_id IS NULL THEN
    SELECT id INTO next_id
    FROM public.product_requirements_v2 WHERE prd_key = p_prd_key AND version = p_from_version + 1;
  END IF;
  RETURN next_id;
END
$$;


ALTER FUNCTION public.eng_bump_requirement(p_prd_key text, p_from_version integer) OWNER TO eng_owner;

--
-- Name: FUNCTION eng_bump_requirement(p_prd_key text, p_from_version integer); Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON FUNCTION public.eng_bump_requirement(p_prd_key text, p_from_version integer) IS 'The id of the next version of an approved requirement, made as a draft where there is none yet.';


--
-- Name: eng_direct_read_approved(uuid); Type: FUNCTION; Schema: public; Owner: eng_views
--

CREATE FUNCTION public.eng_direct_read_approved(p_sd_id uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  SELECT EXISTS (
    SELECT FROM public.eng_direct_read_approvals AS approval
    WHERE approval.sd_id = p_sd_id
      AND approval.revoked_at IS NULL
      AND (approval.valid_until IS NULL OR approval.valid_until > pg_catalog.now())
  )
$$;


ALTER FUNCTION public.eng_direct_read_approved(p_sd_id uuid) OWNER TO eng_views;

--
-- Name: eng_guard_backlog(); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_guard_backlog() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
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


ALTER FUNCTION public.eng_guard_backlog() OWNER TO eng_owner;

--
-- Name: eng_guard_directive(); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_guard_directive() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
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


ALTER FUNCTION public.eng_guard_directive() OWNER TO eng_owner;

--
-- Name: eng_guard_requirement(); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_guard_requirement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
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
$_$;


ALTER FUNCTION public.eng_guard_requirement() OWNER TO eng_owner;

--
-- Name: eng_import_directives(jsonb); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_import_directives(p_rows jsonb) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
DECLARE
  changed integer;
BEGIN
  INSERT INTO public.strategic_directives_v2 AS directive
    (sd_key, title, summary, owner, decision_log_ref, evidence_ref)
  SELECT imported.sd_key, imported.title, coalesce(imported.summary, ''),
    imported.owner, imported.decision_log_ref, imported.evidence_ref
  FROM pg_catalog.jsonb_to_recordset(p_rows) AS imported(
    sd_key text, title text, summary text, owner text, decision_log_ref text, evidence_ref text
  )
  -- What an import leaves out stays as it is; its status is not imported but lived through.
  ON CONFLICT (sd_key) DO UPDATE SET
    title = excluded.title,
    summary = coalesce(nullif(excluded.summary, ''), directive.summary),
    owner = coalesce(excluded.owner, directive.owner),
    decision_log_ref = coalesce(excluded.decision_log_ref, directive.decision_log_ref),
    evidence_ref = coalesce(excluded.evidence_ref, directive.evidence_ref)
  WHERE (directive.title, directive.summary, directive.owner, directive.decision_log_ref, directive.evidence_ref)
    IS DISTINCT FROM (
      excluded.title,
      coalesce(nullif(excluded.summary, ''), directive.summary),
      coalesce(excluded.owner, directive.owner),
      coalesce(excluded.decision_log_ref, directive.decision_log_ref),
      coalesce(excluded.evidence_ref, directive.evidence_ref)
    );
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END
$$;


ALTER FUNCTION public.eng_import_directives(p_rows jsonb) OWNER TO eng_owner;

--
-- Name: FUNCTION eng_import_directives(p_rows jsonb); Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON FUNCTION public.eng_import_directives(p_rows jsonb) IS 'Inserts or updates directives by their keys from an array of objects; how many changed.';


--
-- Name: eng_record_history(); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_record_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
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


ALTER FUNCTION public.eng_record_history() OWNER TO eng_owner;

--
-- Name: eng_refuse_statement(); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_refuse_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
BEGIN
  RAISE EXCEPTION '% on table % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'insufficient_privilege', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
END
$$;


ALTER FUNCTION public.eng_refuse_statement() OWNER TO eng_owner;

--
-- Name: eng_touch_row(); Type: FUNCTION; Schema: public; Owner: eng_owner
--

CREATE FUNCTION public.eng_touch_row() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
BEGIN
  IF NEW.updated_at = OLD.updated_at THEN
    NEW.updated_at := pg_catalog.now();
  END IF;
  RETURN NEW;
END
$$;


ALTER FUNCTION public.eng_touch_row() OWNER TO eng_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: eng_audit_history; Type: TABLE; Schema: public; Owner: eng_owner
--

CREATE TABLE public.eng_audit_history (
    id bigint NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    actor text NOT NULL,
    actor_role text NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    action text NOT NULL,
    changed_columns text[] NOT NULL,
    old_row jsonb,
    new_row jsonb,
    CONSTRAINT eng_audit_history_action_check CHECK ((((action = 'INSERT'::text) AND (old_row IS NULL) AND (new_row IS NOT NULL)) OR ((action = 'UPDATE'::text) AND (old_row IS NOT NULL) AND (new_row IS NOT NULL)) OR ((action = 'DELETE'::text) AND (old_row IS NOT NULL) AND (new_row IS NULL))))
);

ALTER TABLE ONLY public.eng_audit_history FORCE ROW LEVEL SECURITY;


ALTER TABLE public.eng_audit_history OWNER TO eng_owner;

--
-- Name: TABLE eng_audit_history; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON TABLE public.eng_audit_history IS 'Who changed which row, when, from what to what. Append-only.';


--
-- Name: COLUMN eng_audit_history.actor; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.eng_audit_history.actor IS 'For whom the governance service acted, else the role.';


--
-- Name: COLUMN eng_audit_history.actor_role; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.eng_audit_history.actor_role IS 'The database role that wrote.';


--
-- Name: eng_audit_history_id_seq; Type: SEQUENCE; Schema: public; Owner: eng_owner
--

ALTER TABLE public.eng_audit_history ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.eng_audit_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: eng_backlog; Type: TABLE; Schema: public; Owner: eng_owner
--

CREATE TABLE public.eng_backlog (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    backlog_key text NOT NULL,
    sd_id uuid NOT NULL,
    prd_id uuid,
    title text NOT NULL,
    item_type public.eng_backlog_type DEFAULT 'feature'::public.eng_backlog_type NOT NULL,
    state public.eng_backlog_state DEFAULT 'proposed'::public.eng_backlog_state NOT NULL,
    priority public.eng_priority DEFAULT 'p2'::public.eng_priority NOT NULL,
    qa_gate_min smallint DEFAULT 80 NOT NULL,
    qa_score smallint,
    qa_gate_status public.eng_qa_gate_status DEFAULT 'pending'::public.eng_qa_gate_status NOT NULL,
    release_link text,
    commit_sha text,
    pr_url text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    qa_waiver_ref text,
    CONSTRAINT eng_backlog_backlog_key_check CHECK ((backlog_key ~ '^BL-[0-9]{3,}$'::text)),
    CONSTRAINT eng_backlog_commit_sha_check CHECK ((commit_sha ~ '^[0-9a-f]{40}$'::text)),
    CONSTRAINT eng_backlog_done_check CHECK (((state <> 'done'::public.eng_backlog_state) OR (qa_gate_status = ANY (ARRAY['passed'::public.eng_qa_gate_status, 'waived'::public.eng_qa_gate_status])))),
    CONSTRAINT eng_backlog_done_commit_check CHECK (((state <> 'done'::public.eng_backlog_state) OR (commit_sha IS NOT NULL))),
    CONSTRAINT eng_backlog_pr_url_check CHECK ((pr_url ~ '^https://[^[:space:]]+$'::text)),
    CONSTRAINT eng_backlog_qa_gate_check CHECK ((((qa_gate_status <> 'passed'::public.eng_qa_gate_status) OR ((qa_score IS NOT NULL) AND (qa_score >= qa_gate_min))) AND ((qa_gate_status <> 'failed'::public.eng_qa_gate_status) OR ((qa_score IS NOT NULL) AND (qa_score < qa_gate_min))))),
    CONSTRAINT eng_backlog_qa_gate_min_check CHECK (((qa_gate_min >= 0) AND (qa_gate_min <= 100))),
    CONSTRAINT eng_backlog_qa_score_check CHECK (((qa_score >= 0) AND (qa_score <= 100))),
    CONSTRAINT eng_backlog_qa_waiver_ref_check CHECK (((qa_waiver_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'::text) AND ((qa_gate_status <> 'waived'::public.eng_qa_gate_status) OR (qa_waiver_ref IS NOT NULL)))),
    CONSTRAINT eng_backlog_release_link_check CHECK ((release_link ~ '^https://[^[:space:]]+$'::text)),
    CONSTRAINT eng_backlog_title_check CHECK ((btrim(title) <> ''::text))
);

ALTER TABLE ONLY public.eng_backlog FORCE ROW LEVEL SECURITY;


ALTER TABLE public.eng_backlog OWNER TO eng_owner;

--
-- Name: TABLE eng_backlog; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON TABLE public.eng_backlog IS 'Backlog items, with QA gate, release and commit.';


--
-- Name: COLUMN eng_backlog.backlog_key; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.eng_backlog.backlog_key IS 'The key that people use, as BL-1000; what a commit names in its Backlog trailer.';


--
-- Name: COLUMN eng_backlog.prd_id; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.eng_backlog.prd_id IS 'The version of the requirement that it carries out; none for work that serves the directive directly.';


--
-- Name: COLUMN eng_backlog.qa_gate_min; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.eng_backlog.qa_gate_min IS 'The QA score, 0 to 100, that opens the gate.';


--
-- Name: COLUMN eng_backlog.qa_waiver_ref; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.eng_backlog.qa_waiver_ref IS 'The decision that waived the QA gate, as DL-2026-021.';


--
-- Name: eng_backlog_key_seq; Type: SEQUENCE; Schema: public; Owner: eng_owner
--

CREATE SEQUENCE public.eng_backlog_key_seq
    START WITH 1000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.eng_backlog_key_seq OWNER TO eng_owner;

--
-- Name: eng_backlog_key_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: eng_owner
--

ALTER SEQUENCE public.eng_backlog_key_seq OWNED BY public.eng_backlog.backlog_key;


--
-- Name: eng_direct_read_approvals; Type: TABLE; Schema: public; Owner: eng_owner
--

CREATE TABLE public.eng_direct_read_approvals (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sd_id uuid NOT NULL,
    decision_log_ref text NOT NULL,
    approved_by text NOT NULL,
    approved_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_until timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT eng_direct_read_approvals_approved_by_check CHECK ((btrim(approved_by) <> ''::text)),
    CONSTRAINT eng_direct_read_approvals_decision_log_ref_check CHECK ((decision_log_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'::text)),
    CONSTRAINT eng_direct_read_approvals_revoked_at_check CHECK ((revoked_at >= approved_at)),
    CONSTRAINT eng_direct_read_approvals_valid_until_check CHECK ((valid_until > approved_at))
);

ALTER TABLE ONLY public.eng_direct_read_approvals FORCE ROW LEVEL SECURITY;


ALTER TABLE public.eng_direct_read_approvals OWNER TO eng_owner;

--
-- Name: TABLE eng_direct_read_approvals; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON TABLE public.eng_direct_read_approvals IS 'Which directives analysts may read directly, and by which decision.';


--
-- Name: product_requirements_v2; Type: TABLE; Schema: public; Owner: eng_owner
--

CREATE TABLE public.product_requirements_v2 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    prd_key text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    sd_id uuid NOT NULL,
    title text NOT NULL,
    priority public.eng_priority DEFAULT 'p2'::public.eng_priority NOT NULL,
    status public.eng_requirement_status DEFAULT 'draft'::public.eng_requirement_status NOT NULL,
    acceptance_criteria jsonb DEFAULT '[]'::jsonb NOT NULL,
    completeness_pct numeric(5,2) DEFAULT 0 NOT NULL,
    risk_level public.eng_risk_level DEFAULT 'medium'::public.eng_risk_level NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT product_requirements_v2_acceptance_criteria_check CHECK (
CASE
    WHEN (jsonb_typeof(acceptance_criteria) = 'array'::text) THEN (jsonb_array_length(acceptance_criteria) = jsonb_array_length(jsonb_path_query_array(acceptance_criteria, 'strict $[*]?(((((@.type() == "object" && @."id" like_regex "^AC-[0-9]+$") && @."statement" like_regex "[^ ]") && (((@."verification" == "test" || @."verification" == "review") || @."verification" == "metric") || @."verification" == "demonstration")) && (@."required" == true || @."required" == false)) && !(exists (@.keyvalue()?(((@."key" != "id" && @."key" != "statement") && @."key" != "verification") && @."key" != "required"))))'::jsonpath)))
    ELSE false
END),
    CONSTRAINT product_requirements_v2_approval_check CHECK (((status <> ALL (ARRAY['approved'::public.eng_requirement_status, 'delivered'::public.eng_requirement_status])) OR (acceptance_criteria <> '[]'::jsonb))),
    CONSTRAINT product_requirements_v2_completeness_pct_check CHECK (((completeness_pct >= (0)::numeric) AND (completeness_pct <= (100)::numeric))),
    CONSTRAINT product_requirements_v2_prd_key_check CHECK ((prd_key ~ '^PRD-[0-9]{3,}$'::text)),
    CONSTRAINT product_requirements_v2_title_check CHECK ((btrim(title) <> ''::text)),
    CONSTRAINT product_requirements_v2_version_check CHECK ((version >= 1))
);

ALTER TABLE ONLY public.product_requirements_v2 FORCE ROW LEVEL SECURITY;


ALTER TABLE public.product_requirements_v2 OWNER TO eng_owner;

--
-- Name: TABLE product_requirements_v2; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON TABLE public.product_requirements_v2 IS 'Product requirements (PRD), one row a version.';


--
-- Name: COLUMN product_requirements_v2.prd_key; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.product_requirements_v2.prd_key IS 'The key that people use, as PRD-1000; the same for all versions.';


--
-- Name: COLUMN product_requirements_v2.acceptance_criteria; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.product_requirements_v2.acceptance_criteria IS 'An array of objects: id, statement, verification, required.';


--
-- Name: COLUMN product_requirements_v2.completeness_pct; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.product_requirements_v2.completeness_pct IS 'How much of the requirement is written down, 0 to 100, as its author says.';


--
-- Name: product_requirements_v2_key_seq; Type: SEQUENCE; Schema: public; Owner: eng_owner
--

CREATE SEQUENCE public.product_requirements_v2_key_seq
    START WITH 1000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.product_requirements_v2_key_seq OWNER TO eng_owner;

--
-- Name: product_requirements_v2_key_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: eng_owner
--

ALTER SEQUENCE public.product_requirements_v2_key_seq OWNED BY public.product_requirements_v2.prd_key;


--
-- Name: strategic_directives_v2; Type: TABLE; Schema: public; Owner: eng_owner
--

CREATE TABLE public.strategic_directives_v2 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sd_key text NOT NULL,
    title text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    status public.eng_directive_status DEFAULT 'draft'::public.eng_directive_status NOT NULL,
    owner text,
    decision_log_ref text,
    evidence_ref text,
    approved_by text,
    approved_at timestamp with time zone,
    superseded_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT strategic_directives_v2_approval_check CHECK ((((approved_by IS NULL) = (approved_at IS NULL)) AND ((status <> ALL (ARRAY['approved'::public.eng_directive_status, 'in_progress'::public.eng_directive_status, 'completed'::public.eng_directive_status])) OR (approved_at IS NOT NULL)))),
    CONSTRAINT strategic_directives_v2_decision_log_ref_check CHECK ((decision_log_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'::text)),
    CONSTRAINT strategic_directives_v2_owner_check CHECK ((btrim(owner) <> ''::text)),
    CONSTRAINT strategic_directives_v2_sd_key_check CHECK ((sd_key ~ '^SD-[0-9]{3,}$'::text)),
    CONSTRAINT strategic_directives_v2_superseded_check CHECK ((((status = 'superseded'::public.eng_directive_status) = (superseded_by IS NOT NULL)) AND (superseded_by <> id))),
    CONSTRAINT strategic_directives_v2_title_check CHECK ((btrim(title) <> ''::text))
);

ALTER TABLE ONLY public.strategic_directives_v2 FORCE ROW LEVEL SECURITY;


ALTER TABLE public.strategic_directives_v2 OWNER TO eng_owner;

--
-- Name: TABLE strategic_directives_v2; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON TABLE public.strategic_directives_v2 IS 'Strategic directives (SD), with their approval.';


--
-- Name: COLUMN strategic_directives_v2.sd_key; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.strategic_directives_v2.sd_key IS 'The key that people use, as SD-1000.';


--
-- Name: COLUMN strategic_directives_v2.owner; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.strategic_directives_v2.owner IS 'Who answers for the directive; reviewed weekly.';


--
-- Name: COLUMN strategic_directives_v2.decision_log_ref; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.strategic_directives_v2.decision_log_ref IS 'The decision in the decision log, as DL-2026-014; reviewed weekly.';


--
-- Name: COLUMN strategic_directives_v2.evidence_ref; Type: COMMENT; Schema: public; Owner: eng_owner
--

COMMENT ON COLUMN public.strategic_directives_v2.evidence_ref IS 'Where the evidence for the decision is kept.';


--
-- Name: strategic_directives_v2_key_seq; Type: SEQUENCE; Schema: public; Owner: eng_owner
--

CREATE SEQUENCE public.strategic_directives_v2_key_seq
    START WITH 1000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.strategic_directives_v2_key_seq OWNER TO eng_owner;

--
-- Name: strategic_directives_v2_key_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: eng_owner
--

ALTER SEQUENCE public.strategic_directives_v2_key_seq OWNED BY public.strategic_directives_v2.sd_key;


--
-- Name: v_eng_backlog_rollup; Type: VIEW; Schema: public; Owner: eng_views
--

CREATE VIEW public.v_eng_backlog_rollup AS
 SELECT item.id AS backlog_id,
    item.backlog_key,
    item.title,
    (item.item_type)::text AS item_type,
    (item.state)::text AS state,
    (item.priority)::text AS priority,
    item.sd_id,
    directive.sd_key,
    item.prd_id,
    requirement.prd_key,
    requirement.version AS prd_version,
    item.qa_gate_min,
    item.qa_score,
    (item.qa_gate_status)::text AS qa_gate_status,
    gate.is_open AS qa_gate_open,
    ((20 * (((((ready.directive_approved)::integer + (ready.requirement_approved)::integer) + (gate.is_open)::integer) + (ready.commit_known)::integer) + (ready.release_known)::integer)))::smallint AS readiness_pct,
    array_remove(ARRAY[
        CASE
            WHEN (NOT ready.directive_approved) THEN 'directive approval'::text
            ELSE NULL::text
        END,
        CASE
            WHEN (NOT ready.requirement_approved) THEN 'requirement approval'::text
            ELSE NULL::text
        END,
        CASE
            WHEN (NOT gate.is_open) THEN 'QA gate'::text
            ELSE NULL::text
        END,
        CASE
            WHEN (NOT ready.commit_known) THEN 'commit'::text
            ELSE NULL::text
        END,
        CASE
            WHEN (NOT ready.release_known) THEN 'release'::text
            ELSE NULL::text
        END], NULL::text) AS missing,
    item.release_link,
    item.updated_at
   FROM ((((public.eng_backlog item
     JOIN public.strategic_directives_v2 directive ON ((directive.id = item.sd_id)))
     LEFT JOIN public.product_requirements_v2 requirement ON ((requirement.id = item.prd_id)))
     CROSS JOIN LATERAL ( SELECT (item.qa_gate_status = ANY (ARRAY['passed'::public.eng_qa_gate_status, 'waived'::public.eng_qa_gate_status])) AS is_open) gate)
     CROSS JOIN LATERAL ( SELECT (directive.status = ANY (ARRAY['approved'::public.eng_directive_status, 'in_progress'::public.eng_directive_status, 'completed'::public.eng_directive_status])) AS directive_approved,
            COALESCE((requirement.status = ANY (ARRAY['approved'::public.eng_requirement_status, 'delivered'::public.eng_requirement_status])), true) AS requirement_approved,
            (item.commit_sha IS NOT NULL) AS commit_known,
            (item.release_link IS NOT NULL) AS release_known) ready);


ALTER TABLE public.v_eng_backlog_rollup OWNER TO eng_views;

--
-- Name: VIEW v_eng_backlog_rollup; Type: COMMENT; Schema: public; Owner: eng_views
--

COMMENT ON VIEW public.v_eng_backlog_rollup IS 'Published: each backlog item with its QA gate and its readiness, 0 to 100.';


--
-- Name: v_eng_prd_payload_v1; Type: VIEW; Schema: public; Owner: eng_views
--

CREATE VIEW public.v_eng_prd_payload_v1 WITH (security_barrier='true') AS
 SELECT requirement.id AS prd_id,
    requirement.prd_key,
    requirement.version,
    (NOT (EXISTS ( SELECT
           FROM public.product_requirements_v2 later
          WHERE ((later.prd_key = requirement.prd_key) AND (later.version > requirement.version) AND (later.status <> 'draft'::public.eng_requirement_status))))) AS is_latest,
    requirement.sd_id,
    directive.sd_key,
    (directive.status)::text AS sd_status,
    requirement.title,
    (requirement.priority)::text AS priority,
    (requirement.status)::text AS status,
    (requirement.risk_level)::text AS risk_level,
    requirement.completeness_pct,
    requirement.acceptance_criteria,
    jsonb_array_length(requirement.acceptance_criteria) AS acceptance_criteria_count,
    requirement.created_at,
    requirement.updated_at
   FROM (public.product_requirements_v2 requirement
     JOIN public.strategic_directives_v2 directive ON ((directive.id = requirement.sd_id)))
  WHERE (requirement.status <> 'draft'::public.eng_requirement_status);


ALTER TABLE public.v_eng_prd_payload_v1 OWNER TO eng_views;

--
-- Name: VIEW v_eng_prd_payload_v1; Type: COMMENT; Schema: public; Owner: eng_views
--

COMMENT ON VIEW public.v_eng_prd_payload_v1 IS 'Published: requirements beyond draft, with their acceptance criteria as JSON.';


--
-- Name: v_eng_trace; Type: VIEW; Schema: public; Owner: eng_views
--

CREATE VIEW public.v_eng_trace AS
 SELECT ((((directive.sd_key || '/'::text) || COALESCE(((requirement.prd_key || '@'::text) || requirement.version), '-'::text)) || '/'::text) || COALESCE(item.backlog_key, '-'::text)) AS trace_key,
    directive.id AS sd_id,
    directive.sd_key,
    directive.title AS sd_title,
    (directive.status)::text AS sd_status,
    directive.owner AS sd_owner,
    directive.decision_log_ref,
    requirement.id AS prd_id,
    requirement.prd_key,
    requirement.version AS prd_version,
    requirement.title AS prd_title,
    (requirement.status)::text AS prd_status,
    item.id AS backlog_id,
    item.backlog_key,
    item.title AS backlog_title,
    (item.state)::text AS backlog_state,
    item.commit_sha,
    item.pr_url,
    item.release_link
   FROM (public.strategic_directives_v2 directive
     LEFT JOIN (public.product_requirements_v2 requirement
     FULL JOIN public.eng_backlog item ON ((item.prd_id = requirement.id))) ON ((COALESCE(requirement.sd_id, item.sd_id) = directive.id)));


ALTER TABLE public.v_eng_trace OWNER TO eng_views;

--
-- Name: VIEW v_eng_trace; Type: COMMENT; Schema: public; Owner: eng_views
--

COMMENT ON VIEW public.v_eng_trace IS 'Published: directives, requirements, backlog items and commits, as they hang together.';


--
-- Name: eng_backlog backlog_key; Type: DEFAULT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_backlog ALTER COLUMN backlog_key SET DEFAULT ('BL-'::text || nextval('public.eng_backlog_key_seq'::regclass));


--
-- Name: product_requirements_v2 prd_key; Type: DEFAULT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.product_requirements_v2 ALTER COLUMN prd_key SET DEFAULT ('PRD-'::text || nextval('public.product_requirements_v2_key_seq'::regclass));


--
-- Name: strategic_directives_v2 sd_key; Type: DEFAULT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.strategic_directives_v2 ALTER COLUMN sd_key SET DEFAULT ('SD-'::text || nextval('public.strategic_directives_v2_key_seq'::regclass));


--
-- Name: eng_audit_history eng_audit_history_pkey; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_audit_history
    ADD CONSTRAINT eng_audit_history_pkey PRIMARY KEY (id);


--
-- Name: eng_backlog eng_backlog_backlog_key_key; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_backlog
    ADD CONSTRAINT eng_backlog_backlog_key_key UNIQUE (backlog_key);


--
-- Name: eng_backlog eng_backlog_pkey; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_backlog
    ADD CONSTRAINT eng_backlog_pkey PRIMARY KEY (id);


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_pkey; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_direct_read_approvals
    ADD CONSTRAINT eng_direct_read_approvals_pkey PRIMARY KEY (id);


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_sd_id_decision_log_ref_key; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_direct_read_approvals
    ADD CONSTRAINT eng_direct_read_approvals_sd_id_decision_log_ref_key UNIQUE (sd_id, decision_log_ref);


--
-- Name: product_requirements_v2 product_requirements_v2_id_sd_id_key; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.product_requirements_v2
    ADD CONSTRAINT product_requirements_v2_id_sd_id_key UNIQUE (id, sd_id);


--
-- Name: product_requirements_v2 product_requirements_v2_pkey; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.product_requirements_v2
    ADD CONSTRAINT product_requirements_v2_pkey PRIMARY KEY (id);


--
-- Name: product_requirements_v2 product_requirements_v2_prd_key_version_key; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.product_requirements_v2
    ADD CONSTRAINT product_requirements_v2_prd_key_version_key UNIQUE (prd_key, version);


--
-- Name: strategic_directives_v2 strategic_directives_v2_pkey; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.strategic_directives_v2
    ADD CONSTRAINT strategic_directives_v2_pkey PRIMARY KEY (id);


--
-- Name: strategic_directives_v2 strategic_directives_v2_sd_key_key; Type: CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.strategic_directives_v2
    ADD CONSTRAINT strategic_directives_v2_sd_key_key UNIQUE (sd_key);


--
-- Name: eng_audit_history_row_idx; Type: INDEX; Schema: public; Owner: eng_owner
--

CREATE INDEX eng_audit_history_row_idx ON public.eng_audit_history USING btree (table_name, row_id, id);


--
-- Name: eng_backlog_prd_id_sd_id_idx; Type: INDEX; Schema: public; Owner: eng_owner
--

CREATE INDEX eng_backlog_prd_id_sd_id_idx ON public.eng_backlog USING btree (prd_id, sd_id);


--
-- Name: eng_backlog_sd_id_idx; Type: INDEX; Schema: public; Owner: eng_owner
--

CREATE INDEX eng_backlog_sd_id_idx ON public.eng_backlog USING btree (sd_id);


--
-- Name: product_requirements_v2_sd_id_idx; Type: INDEX; Schema: public; Owner: eng_owner
--

CREATE INDEX product_requirements_v2_sd_id_idx ON public.product_requirements_v2 USING btree (sd_id);


--
-- Name: strategic_directives_v2_superseded_by_idx; Type: INDEX; Schema: public; Owner: eng_owner
--

CREATE INDEX strategic_directives_v2_superseded_by_idx ON public.strategic_directives_v2 USING btree (superseded_by);


--
-- Name: eng_audit_history eng_audit_history_refuse_edit; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_audit_history_refuse_edit BEFORE DELETE OR UPDATE OR TRUNCATE ON public.eng_audit_history FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('the audit history is append-only');

ALTER TABLE public.eng_audit_history ENABLE ALWAYS TRIGGER eng_audit_history_refuse_edit;


--
-- Name: eng_backlog eng_backlog_guard; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_backlog_guard BEFORE INSERT OR UPDATE ON public.eng_backlog FOR EACH ROW EXECUTE FUNCTION public.eng_guard_backlog();


--
-- Name: eng_backlog eng_backlog_record_change; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_backlog_record_change AFTER INSERT OR DELETE ON public.eng_backlog FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();


--
-- Name: eng_backlog eng_backlog_record_update; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_backlog_record_update AFTER UPDATE ON public.eng_backlog FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_record_history();


--
-- Name: eng_backlog eng_backlog_refuse_truncate; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_backlog_refuse_truncate BEFORE TRUNCATE ON public.eng_backlog FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');


--
-- Name: eng_backlog eng_backlog_touch; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_backlog_touch BEFORE UPDATE ON public.eng_backlog FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_touch_row();


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_record_change; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_direct_read_approvals_record_change AFTER INSERT OR DELETE ON public.eng_direct_read_approvals FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_record_update; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_direct_read_approvals_record_update AFTER UPDATE ON public.eng_direct_read_approvals FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_record_history();


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_refuse_truncate; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER eng_direct_read_approvals_refuse_truncate BEFORE TRUNCATE ON public.eng_direct_read_approvals FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');


--
-- Name: product_requirements_v2 product_requirements_v2_guard; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER product_requirements_v2_guard BEFORE INSERT OR UPDATE ON public.product_requirements_v2 FOR EACH ROW EXECUTE FUNCTION public.eng_guard_requirement();


--
-- Name: product_requirements_v2 product_requirements_v2_record_change; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER product_requirements_v2_record_change AFTER INSERT OR DELETE ON public.product_requirements_v2 FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();


--
-- Name: product_requirements_v2 product_requirements_v2_record_update; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER product_requirements_v2_record_update AFTER UPDATE ON public.product_requirements_v2 FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_record_history();


--
-- Name: product_requirements_v2 product_requirements_v2_refuse_truncate; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER product_requirements_v2_refuse_truncate BEFORE TRUNCATE ON public.product_requirements_v2 FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');


--
-- Name: product_requirements_v2 product_requirements_v2_touch; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER product_requirements_v2_touch BEFORE UPDATE ON public.product_requirements_v2 FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_touch_row();


--
-- Name: strategic_directives_v2 strategic_directives_v2_guard; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER strategic_directives_v2_guard BEFORE INSERT OR UPDATE ON public.strategic_directives_v2 FOR EACH ROW EXECUTE FUNCTION public.eng_guard_directive();


--
-- Name: strategic_directives_v2 strategic_directives_v2_record_change; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER strategic_directives_v2_record_change AFTER INSERT OR DELETE ON public.strategic_directives_v2 FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();


--
-- Name: strategic_directives_v2 strategic_directives_v2_record_update; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER strategic_directives_v2_record_update AFTER UPDATE ON public.strategic_directives_v2 FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_record_history();


--
-- Name: strategic_directives_v2 strategic_directives_v2_refuse_truncate; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER strategic_directives_v2_refuse_truncate BEFORE TRUNCATE ON public.strategic_directives_v2 FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');


--
-- Name: strategic_directives_v2 strategic_directives_v2_touch; Type: TRIGGER; Schema: public; Owner: eng_owner
--

CREATE TRIGGER strategic_directives_v2_touch BEFORE UPDATE ON public.strategic_directives_v2 FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.eng_touch_row();


--
-- Name: eng_backlog eng_backlog_prd_id_sd_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_backlog
    ADD CONSTRAINT eng_backlog_prd_id_sd_id_fkey FOREIGN KEY (prd_id, sd_id) REFERENCES public.product_requirements_v2(id, sd_id);


--
-- Name: eng_backlog eng_backlog_sd_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_backlog
    ADD CONSTRAINT eng_backlog_sd_id_fkey FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2(id);


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_sd_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.eng_direct_read_approvals
    ADD CONSTRAINT eng_direct_read_approvals_sd_id_fkey FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2(id);


--
-- Name: product_requirements_v2 product_requirements_v2_sd_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.product_requirements_v2
    ADD CONSTRAINT product_requirements_v2_sd_id_fkey FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2(id);


--
-- Name: strategic_directives_v2 strategic_directives_v2_superseded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: eng_owner
--

ALTER TABLE ONLY public.strategic_directives_v2
    ADD CONSTRAINT strategic_directives_v2_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES public.strategic_directives_v2(id);


--
-- Name: eng_audit_history; Type: ROW SECURITY; Schema: public; Owner: eng_owner
--

ALTER TABLE public.eng_audit_history ENABLE ROW LEVEL SECURITY;

--
-- Name: eng_audit_history eng_audit_history_append; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_audit_history_append ON public.eng_audit_history FOR INSERT TO eng_owner WITH CHECK ((pg_trigger_depth() > 0));


--
-- Name: eng_audit_history eng_audit_history_service_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_audit_history_service_select ON public.eng_audit_history FOR SELECT TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_backlog; Type: ROW SECURITY; Schema: public; Owner: eng_owner
--

ALTER TABLE public.eng_backlog ENABLE ROW LEVEL SECURITY;

--
-- Name: eng_backlog eng_backlog_service_insert; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_backlog_service_insert ON public.eng_backlog FOR INSERT TO service_role WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_backlog eng_backlog_service_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_backlog_service_select ON public.eng_backlog FOR SELECT TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_backlog eng_backlog_service_update; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_backlog_service_update ON public.eng_backlog FOR UPDATE TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_backlog eng_backlog_views_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_backlog_views_select ON public.eng_backlog FOR SELECT TO eng_views USING (true);


--
-- Name: eng_direct_read_approvals; Type: ROW SECURITY; Schema: public; Owner: eng_owner
--

ALTER TABLE public.eng_direct_read_approvals ENABLE ROW LEVEL SECURITY;

--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_service_insert; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_direct_read_approvals_service_insert ON public.eng_direct_read_approvals FOR INSERT TO service_role WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_service_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_direct_read_approvals_service_select ON public.eng_direct_read_approvals FOR SELECT TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_service_update; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_direct_read_approvals_service_update ON public.eng_direct_read_approvals FOR UPDATE TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: eng_direct_read_approvals eng_direct_read_approvals_views_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY eng_direct_read_approvals_views_select ON public.eng_direct_read_approvals FOR SELECT TO eng_views USING (true);


--
-- Name: product_requirements_v2; Type: ROW SECURITY; Schema: public; Owner: eng_owner
--

ALTER TABLE public.product_requirements_v2 ENABLE ROW LEVEL SECURITY;

--
-- Name: product_requirements_v2 product_requirements_v2_service_insert; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY product_requirements_v2_service_insert ON public.product_requirements_v2 FOR INSERT TO service_role WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: product_requirements_v2 product_requirements_v2_service_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY product_requirements_v2_service_select ON public.product_requirements_v2 FOR SELECT TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: product_requirements_v2 product_requirements_v2_service_update; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY product_requirements_v2_service_update ON public.product_requirements_v2 FOR UPDATE TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: product_requirements_v2 product_requirements_v2_views_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY product_requirements_v2_views_select ON public.product_requirements_v2 FOR SELECT TO eng_views USING (true);


--
-- Name: strategic_directives_v2; Type: ROW SECURITY; Schema: public; Owner: eng_owner
--

ALTER TABLE public.strategic_directives_v2 ENABLE ROW LEVEL SECURITY;

--
-- Name: strategic_directives_v2 strategic_directives_v2_analyst_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY strategic_directives_v2_analyst_select ON public.strategic_directives_v2 FOR SELECT TO analyst USING (((status = ANY (ARRAY['approved'::public.eng_directive_status, 'in_progress'::public.eng_directive_status, 'completed'::public.eng_directive_status])) AND public.eng_direct_read_approved(id)));


--
-- Name: strategic_directives_v2 strategic_directives_v2_service_insert; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY strategic_directives_v2_service_insert ON public.strategic_directives_v2 FOR INSERT TO service_role WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: strategic_directives_v2 strategic_directives_v2_service_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY strategic_directives_v2_service_select ON public.strategic_directives_v2 FOR SELECT TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: strategic_directives_v2 strategic_directives_v2_service_update; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY strategic_directives_v2_service_update ON public.strategic_directives_v2 FOR UPDATE TO service_role USING ((( SELECT auth.role() AS role) = 'service_role'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'service_role'::text));


--
-- Name: strategic_directives_v2 strategic_directives_v2_views_select; Type: POLICY; Schema: public; Owner: eng_owner
--

CREATE POLICY strategic_directives_v2_views_select ON public.strategic_directives_v2 FOR SELECT TO eng_views USING (true);


--
-- Name: SCHEMA auth; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA auth TO anon;
GRANT USAGE ON SCHEMA auth TO authenticated;
GRANT USAGE ON SCHEMA auth TO analyst;
GRANT USAGE ON SCHEMA auth TO venture_app;
GRANT USAGE ON SCHEMA auth TO service_role;
GRANT USAGE ON SCHEMA auth TO eng_owner;
GRANT USAGE ON SCHEMA auth TO eng_views;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT ALL ON SCHEMA public TO eng_owner;
GRANT ALL ON SCHEMA public TO eng_views;
GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO analyst;
GRANT USAGE ON SCHEMA public TO venture_app;
GRANT USAGE ON SCHEMA public TO service_role;


--
-- Name: FUNCTION eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.eng_approve_directive(p_sd_key text, p_approved_by text, p_decision_log_ref text, p_approved_at timestamp with time zone) TO service_role;


--
-- Name: FUNCTION eng_bump_requirement(p_prd_key text, p_from_version integer); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_bump_requirement(p_prd_key text, p_from_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.eng_bump_requirement(p_prd_key text, p_from_version integer) TO service_role;


--
-- Name: FUNCTION eng_direct_read_approved(p_sd_id uuid); Type: ACL; Schema: public; Owner: eng_views
--

REVOKE ALL ON FUNCTION public.eng_direct_read_approved(p_sd_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.eng_direct_read_approved(p_sd_id uuid) TO analyst;


--
-- Name: FUNCTION eng_guard_backlog(); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_guard_backlog() FROM PUBLIC;


--
-- Name: FUNCTION eng_guard_directive(); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_guard_directive() FROM PUBLIC;


--
-- Name: FUNCTION eng_guard_requirement(); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_guard_requirement() FROM PUBLIC;


--
-- Name: FUNCTION eng_import_directives(p_rows jsonb); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_import_directives(p_rows jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.eng_import_directives(p_rows jsonb) TO service_role;


--
-- Name: FUNCTION eng_record_history(); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_record_history() FROM PUBLIC;


--
-- Name: FUNCTION eng_refuse_statement(); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_refuse_statement() FROM PUBLIC;


--
-- Name: FUNCTION eng_touch_row(); Type: ACL; Schema: public; Owner: eng_owner
--

REVOKE ALL ON FUNCTION public.eng_touch_row() FROM PUBLIC;


--
-- Name: TABLE eng_audit_history; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT SELECT ON TABLE public.eng_audit_history TO service_role;


--
-- Name: TABLE eng_backlog; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.eng_backlog TO service_role;
GRANT SELECT ON TABLE public.eng_backlog TO eng_views;


--
-- Name: SEQUENCE eng_backlog_key_seq; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT USAGE ON SEQUENCE public.eng_backlog_key_seq TO service_role;


--
-- Name: TABLE eng_direct_read_approvals; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.eng_direct_read_approvals TO service_role;
GRANT SELECT ON TABLE public.eng_direct_read_approvals TO eng_views;


--
-- Name: TABLE product_requirements_v2; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.product_requirements_v2 TO service_role;
GRANT SELECT ON TABLE public.product_requirements_v2 TO eng_views;


--
-- Name: SEQUENCE product_requirements_v2_key_seq; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT USAGE ON SEQUENCE public.product_requirements_v2_key_seq TO service_role;


--
-- Name: TABLE strategic_directives_v2; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.strategic_directives_v2 TO service_role;
GRANT SELECT ON TABLE public.strategic_directives_v2 TO eng_views;
GRANT SELECT ON TABLE public.strategic_directives_v2 TO analyst;


--
-- Name: SEQUENCE strategic_directives_v2_key_seq; Type: ACL; Schema: public; Owner: eng_owner
--

GRANT USAGE ON SEQUENCE public.strategic_directives_v2_key_seq TO service_role;


--
-- Name: TABLE v_eng_backlog_rollup; Type: ACL; Schema: public; Owner: eng_views
--

GRANT SELECT ON TABLE public.v_eng_backlog_rollup TO analyst;
GRANT SELECT ON TABLE public.v_eng_backlog_rollup TO venture_app;
GRANT SELECT ON TABLE public.v_eng_backlog_rollup TO service_role;


--
-- Name: TABLE v_eng_prd_payload_v1; Type: ACL; Schema: public; Owner: eng_views
--

GRANT SELECT ON TABLE public.v_eng_prd_payload_v1 TO analyst;
GRANT SELECT ON TABLE public.v_eng_prd_payload_v1 TO venture_app;
GRANT SELECT ON TABLE public.v_eng_prd_payload_v1 TO service_role;


--
-- Name: TABLE v_eng_trace; Type: ACL; Schema: public; Owner: eng_views
--

GRANT SELECT ON TABLE public.v_eng_trace TO analyst;
GRANT SELECT ON TABLE public.v_eng_trace TO venture_app;
GRANT SELECT ON TABLE public.v_eng_trace TO service_role;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: eng_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE eng_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: eng_views
--

ALTER DEFAULT PRIVILEGES FOR ROLE eng_views REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


--
-- PostgreSQL database dump complete
--


