-- Active plans for kinds of inspection: whether narrowed to some pipes, and their interval in days (a month: 30.436875).
SELECT id, asset_class, category <> '' OR size_class <> '' AS is_narrowed,
       coalesce(every_days, every_months * 30.436875) AS every_days
  FROM work_maintenanceplan
 WHERE is_active AND task = ANY (%(tasks)s)
