"""
What was done to an asset and what must be done next. The columns, for those who write in bulk:

- work_inspection: uuid, asset_id, inspector_id, inspector_name, inspected_at, kind, method, findings, condition,
  grading, through, created_at (a grade here becomes the asset's, by trigger, where it is the newest)
- work_defect: inspection_id, code, grade, start_m, end_m, clock_position, description
- work_photo: uuid, asset_id, inspection_id, work_order_id, file, thumbnail, sha256, size_bytes, width, height,
  caption, taken_at, lon, lat, accuracy_m, taken_by_id, through, created_at
- work_workorder: uuid, number (given by the database where left out), asset_id, kind, title, description, state,
  priority, source_inspection_id, plan_id, asked_by_id, asked_at, assigned_to_id, crew, planned_on, due_on, started_at,
  finished_at, verified_at, verified_by_id, outcome, cost_yuan, resulting_condition, through, created_at, updated_at
- work_maintenanceplan: name, asset_class, category, size_class, task, every_days | every_months, starts_on, source, is_active

`kind` of inspections and work and `task` of plans share the words of `Task`. Columns with an evident default may be
left out by writers in SQL. `work_lastdone`, `work_upkeep` and the view `work_due` are kept by the database
(sql/due.sql, sql/upkeep.sql).
"""

from assets.work.models.inspections import Defect, Inspection
from assets.work.models.orders import WorkOrder
from assets.work.models.photos import Photo
from assets.work.models.plans import LastDone, MaintenancePlan, WorkDue
from assets.work.models.tasks import INSPECTION_TASKS, WORK_TASKS, Task
from assets.work.models.upkeep import Upkeep

__all__ = [
    "INSPECTION_TASKS",
    "WORK_TASKS",
    "Defect",
    "Inspection",
    "LastDone",
    "MaintenancePlan",
    "Photo",
    "Task",
    "Upkeep",
    "WorkDue",
    "WorkOrder",
]
