"""Doors of the work room."""

from django.urls import path

from assets.work import api, views

urlpatterns = [
    path("api/v1/inspections/", api.Inspections.as_view(), name="api-inspections"),
    path("api/v1/inspections/<uuid:uuid>/", api.InspectionDetail.as_view(), name="api-inspection"),
    path(
        "api/v1/inspections/<uuid:uuid>/photos/",
        api.InspectionPhotos.as_view(),
        name="api-inspection-photos",
    ),
    path("api/v1/work-orders/", api.WorkOrders.as_view(), name="api-work-orders"),
    path("api/v1/work-orders/<uuid:uuid>/", api.WorkOrderDetail.as_view(), name="api-work-order"),
    path(
        "api/v1/work-orders/<uuid:uuid>/photos/", api.WorkOrderPhotos.as_view(), name="api-work-order-photos"
    ),
    path("api/v1/photos/<uuid:uuid>/", api.PhotoFile.as_view(), name="photo"),
    path("api/v1/photos/<uuid:uuid>/thumbnail/", api.PhotoThumbnail.as_view(), name="photo-thumbnail"),
    path("work/", views.work_list, name="work-list"),
    path("work/inspections/", views.inspection_list, name="inspection-list"),
    path("work/due/", views.due_list, name="due-list"),
    path("work/ask/", views.ask, name="work-ask"),
    path("work/<str:number>/", views.detail, name="work-detail"),
    path("work/<str:number>/<str:step>/", views.step, name="work-step"),
]
