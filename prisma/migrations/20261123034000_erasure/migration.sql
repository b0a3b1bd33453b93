-- The audit log is only ever added to, but for one thing: in its entries a person who is erased is called by a
-- pseudonym. What was done, when, and in which course stays; "erase_from_audit" is the only way.

CREATE OR REPLACE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('residual.erasing', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'the audit log is only ever added to';
END $$;

CREATE FUNCTION "keep_facts_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."id", NEW."at", NEW."action", NEW."courseId") IS DISTINCT FROM (OLD."id", OLD."at", OLD."action", OLD."courseId") THEN
    RAISE EXCEPTION 'the audit log is only ever added to';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "AuditEntry_keeps_facts" BEFORE UPDATE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "keep_facts_of_audit"();

-- An address or a name where it stands by itself: erasing ada@example.org leaves nada@example.org alone.
CREATE FUNCTION "pseudonymise"(content text, known_as text, pseudonym text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(
    content,
    '(?<![[:alnum:]._%+-])' || regexp_replace(known_as, '([^[:alnum:][:space:]])', '\\\1', 'g') || '(?![[:alnum:]_-]|\.[[:alnum:]])',
    pseudonym, 'gi')
$$;

CREATE FUNCTION "erase_from_audit"(address text, person text, pseudonym text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE changed integer;
BEGIN
  PERFORM set_config('residual.erasing', 'on', true);
  UPDATE "AuditEntry" SET
    "actor" = "pseudonymise"("pseudonymise"("actor", address, pseudonym), person, pseudonym),
    "subject" = "pseudonymise"("pseudonymise"("subject", address, pseudonym), person, pseudonym),
    "before" = "pseudonymise"("pseudonymise"("before"::text, address, pseudonym), person, pseudonym)::jsonb,
    "after" = "pseudonymise"("pseudonymise"("after"::text, address, pseudonym), person, pseudonym)::jsonb,
    "reason" = "pseudonymise"("pseudonymise"("reason", address, pseudonym), person, pseudonym)
  WHERE concat_ws(' ', "actor", "subject", "before"::text, "after"::text, "reason") ILIKE ANY (
    ARRAY['%' || regexp_replace(address, '([\\%_])', '\\\1', 'g') || '%', '%' || regexp_replace(person, '([\\%_])', '\\\1', 'g') || '%']);
  GET DIAGNOSTICS changed = ROW_COUNT;
  PERFORM set_config('residual.erasing', 'off', true);
  RETURN changed;
END $$;
