"""Who may do what in the administration: asked of registry.rights, never of Django's own permissions."""

from django.contrib import admin

from assets.registry.rights import Right, may


class Gate(admin.ModelAdmin):
    """
    Opens a model's pages to those who have `right`; everything else about rights is closed.

    `changeable`, `addable`, `deletable` say what they may do there.
    """

    right = Right.ADMINISTER
    addable = True
    changeable = True
    deletable = True

    def has_module_permission(self, request) -> bool:
        return may(request.user, self.right)

    def has_view_permission(self, request, obj=None) -> bool:
        return may(request.user, self.right)

    def has_add_permission(self, request) -> bool:
        return self.addable and may(request.user, self.right)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.changeable and may(request.user, self.right)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.deletable and may(request.user, self.right)


class ReadOnly(Gate):
    """Pages to look at; what they show is kept by the registry itself."""

    addable = changeable = deletable = False
