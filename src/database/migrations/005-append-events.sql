-- Several events in one call and one commit. Causes are named by key and resolved here; those that do not exist are left out. Each call takes the heads
-- of its runs in one order, so that two calls never wait for each other.

CREATE FUNCTION planwright_append_events(
  of_workflows text[], of_keys text[], of_kinds text[], of_subjects text[], of_causes text[], of_bodies text[]
) RETURNS integer LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  one record;
  ids text;
  appended integer := 0;
BEGIN
  FOR one IN
    SELECT * FROM unnest(of_workflows, of_keys, of_kinds, of_subjects, of_causes, of_bodies) WITH ORDINALITY AS given (workflow, key, kind, subject, causes, body, place)
    ORDER BY given.workflow, given.place
  LOOP
    SELECT '[' || coalesce(string_agg('"' || found.event_id || '"', ',' ORDER BY found.place), '') || ']' INTO ids
    FROM (
      SELECT e.event_id, min(cause.place) AS place
      FROM json_array_elements_text(one.causes::json) WITH ORDINALITY AS cause (key, place)
      JOIN provenance_events e ON e.workflow_id = one.workflow AND e.key = cause.key
      GROUP BY e.event_id
    ) AS found;
    PERFORM planwright_append_event(one.workflow, one.key, one.kind, one.subject, ids, one.body);
    appended := appended + 1;
  END LOOP;
  RETURN appended;
END
$$;
