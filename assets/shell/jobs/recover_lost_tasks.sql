-- Running tasks whose worker's lock can be taken have no worker any more.
-- %(locks)s: first key of the workers' advisory locks; %(own_worker_id)s: the worker that asks;
-- %(tries)s: so many workers may die of one task.
-- The locks taken here last for this statement's transaction only.
WITH running AS MATERIALIZED (
    SELECT id, worker_ids ->> -1 AS worker_id, jsonb_array_length(worker_ids) AS tries
    FROM django_tasks_database_dbtaskresult
    WHERE status = 'RUNNING'
      AND worker_ids ->> -1 <> %(own_worker_id)s
),
orphan AS MATERIALIZED (
    SELECT id, worker_id, tries
    FROM running
    WHERE pg_try_advisory_xact_lock(%(locks)s, hashtext(worker_id))
)
UPDATE django_tasks_database_dbtaskresult AS task
SET status = CASE WHEN orphan.tries < %(tries)s THEN 'READY' ELSE 'FAILED' END,
    started_at = CASE WHEN orphan.tries < %(tries)s THEN NULL ELSE task.started_at END,
    finished_at = CASE WHEN orphan.tries < %(tries)s THEN NULL ELSE clock_timestamp() END,
    exception_class_path = CASE WHEN orphan.tries < %(tries)s THEN '' ELSE %(exception)s END,
    traceback = CASE WHEN orphan.tries < %(tries)s THEN '' ELSE %(reason)s END
FROM orphan
WHERE task.id = orphan.id
  AND task.status = 'RUNNING'
  AND task.worker_ids ->> -1 = orphan.worker_id  -- not taken up by another worker meanwhile
RETURNING task.id, task.status
