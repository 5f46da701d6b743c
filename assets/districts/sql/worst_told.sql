-- What is to be said of each: when it was last seen by then, and its task that was longest overdue by then, by today's plans.
SELECT worst.code, worst.name, worst.asset_class, worst.condition, worst.condition_assessed_on, worst.installed_on,
       worst.status, district.code AS district_code, district.name AS district_name, district.name_en AS district_name_en,
       seen.seen_on,
       due.task, due.overdue_days
  FROM worst
  LEFT JOIN registry_district district ON district.id = worst.district_id
  LEFT JOIN LATERAL (
       SELECT max(work_city_date(inspection.inspected_at)) AS seen_on
         FROM work_inspection inspection
        WHERE inspection.asset_id = worst.id
          AND inspection.inspected_at <= %(moment)s
  ) seen ON true
  LEFT JOIN LATERAL (
       SELECT asked.task,
              %(today)s - work_due_on(done.done_on, worst.installed_on, plan.starts_on, plan.every_months, plan.every_days)
                  AS overdue_days
         FROM work_due asked
         JOIN work_maintenanceplan plan ON plan.id = asked.plan_id
         LEFT JOIN LATERAL (
              SELECT max(done_on) AS done_on
                FROM work_done
               WHERE work_done.asset_id = worst.id
                 AND work_done.task = asked.task
                 AND work_done.done_on <= %(today)s
         ) done ON true
        WHERE asked.asset_id = worst.id
        ORDER BY overdue_days DESC, asked.task
        LIMIT 1
  ) due ON due.overdue_days > 0
 ORDER BY worst.condition DESC, worst.installed_on, worst.id
