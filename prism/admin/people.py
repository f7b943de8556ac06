"""People, background tasks and sign-ins, in the desk's own look: the stock pages would open unstyled."""

from copy import deepcopy

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from leads.filters.desk import ModelAdmin

STAFF = "May sign in to this desk. Somebody who left is made inactive, not deleted: what they did keeps their name."
GROUPS = (
    "The role: Read-only looks, Analyst works with leads and spends platform calls, Manager also changes policies and "
    "other people's jobs, Administrator also people. One is enough."
)
OWNERS_ONLY = ["is_superuser", "user_permissions"]

admin.site.unregister([User, Group, Success, Failure, Schedule, OrmQ, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(User)
class PeopleAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "email", "role", "is_active", "last_login"]
    filter_horizontal = ["user_permissions"]
    add_fieldsets = deepcopy(UserAdmin.add_fieldsets) + (("Role", {"fields": ["is_staff", "groups"]}),)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @display(description="Role")
    def role(self, user):
        if user.is_superuser:
            return "Owner"
        names = ", ".join(group.name for group in user.groups.all())
        return names or "None" if user.is_staff else "May not sign in"

    def get_form(self, request, obj=None, **kwargs):
        helps = {"is_staff": STAFF, "groups": GROUPS}
        return super().get_form(request, obj, **{**kwargs, "help_texts": helps})

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """Only owners make owners: who administers people cannot raise themselves above their role."""
        rest = super().get_readonly_fields(request, obj)
        return rest if request.user.is_superuser else [*rest, *OWNERS_ONLY]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request, user) -> bool:
    return user is None or request.user.is_superuser or not user.is_superuser


@admin.register(Group)
class PeopleGroupAdmin(GroupAdmin, ModelAdmin):
    def get_readonly_fields(self, request, obj=None):
        """What a role may is for owners to change: who is in it could else give themselves everything."""
        rest = super().get_readonly_fields(request, obj)
        return rest if request.user.is_superuser else [*rest, "permissions"]


@admin.register(Success)
class DoneTaskAdmin(TaskAdmin, ModelAdmin):
    pass


@admin.register(Failure)
class FailedTaskAdmin(FailAdmin, ModelAdmin):
    pass


@admin.register(Schedule)
class PlannedTaskAdmin(ScheduleAdmin, ModelAdmin):
    pass


@admin.register(OrmQ)
class QueuedTaskAdmin(QueueAdmin, ModelAdmin):
    pass


@admin.register(AccessAttempt)
class AttemptAdmin(AccessAttemptAdmin, ModelAdmin):
    pass


@admin.register(AccessFailureLog)
class FailedSignInAdmin(AccessFailureLogAdmin, ModelAdmin):
    pass


@admin.register(AccessLog)
class SignInAdmin(AccessLogAdmin, ModelAdmin):
    pass
