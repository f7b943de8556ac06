"""People, background tasks and sign-ins, in the desk's own look: the stock pages would open unstyled."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

admin.site.unregister([User, Group, Success, Failure, Schedule, OrmQ, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(User)
class PeopleAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "email", "is_staff", "is_active", "last_login"]


@admin.register(Group)
class PeopleGroupAdmin(GroupAdmin, ModelAdmin):
    pass


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
