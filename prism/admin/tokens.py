"""Keys for programs: made for oneself, shown once, and revoked by their owner or by who looks after them all."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from leads.filters.desk import ModelAdmin
from prism import tokens
from prism.models import ApiToken

SCOPES = "Read: look, and export. Read and write: all that you may do, as the people of your role may."
WITH_THEIR_OWNER = ("auth_user_delete", "auth_user_changelist")
DAYS = f"1 to {tokens.MOST_DAYS}. Afterwards the program is turned away until it gets a new token."


class TokenForm(forms.ModelForm):
    days = forms.IntegerField(
        label="Days it is good for",
        min_value=1,
        max_value=tokens.MOST_DAYS,
        initial=tokens.DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=DAYS,
    )
    owner = None  # set for each request

    class Meta:
        model = ApiToken
        fields = ["name", "scope"]
        help_texts = {"name": "The program that will use it, and where it runs.", "scope": SCOPES}

    def clean_name(self):
        """Two living tokens of one name could not be told apart; and a page sent twice makes one token."""
        name = self.cleaned_data["name"]
        if ApiToken.objects.usable(timezone.now()).filter(user=self.owner, name=name).exists():
            raise forms.ValidationError("You have a token of this name. Revoke it, or choose another name.")
        return name


@admin.register(ApiToken)
class TokenAdmin(ModelAdmin):
    form = TokenForm
    list_display = ["name", "key", "scope", "state", "used", "expires"]
    list_display_links = ["name"]
    list_select_related = ["user"]
    list_fullwidth = True
    list_per_page = 50
    list_max_show_all = 0
    list_filter = ["scope"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["name", "hint", "user__username"]
    search_help_text = "Search name, hint or owner"
    actions = None
    add_form_template = "prism/token_add.html"
    change_form_template = "prism/token.html"
    shown = ["name", "key", "owner", "scope", "state", "created", "used", "expires", "revoked"]

    def get_urls(self):
        revoke = self.admin_site.admin_view(self.revoke)
        return [path("<int:pk>/revoke/", revoke, name="prism_apitoken_revoke"), *super().get_urls()]

    def get_queryset(self, request):
        """One's own; everybody's for who may manage them."""
        rows = super().get_queryset(request)
        return rows if _manages(request) else rows.filter(user=request.user)

    def get_list_display(self, request):
        return [*self.list_display[:2], "owner", *self.list_display[2:]] if _manages(request) else self.list_display

    def get_fields(self, request, obj=None):
        return self.shown if obj else ["name", "scope", "days"]

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else []

    def has_change_permission(self, request, obj=None):
        """A token is made and revoked, never altered: its page is to be read."""
        return False

    def has_delete_permission(self, request, obj=None):
        """A token's row stays; it goes only with the person it belongs to."""
        return request.resolver_match.url_name in WITH_THEIR_OWNER and super().has_delete_permission(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj:
            return super().get_form(request, obj, change, **{**kwargs, "form": forms.ModelForm})
        return type("TokenForm", (super().get_form(request, obj, change, **kwargs),), {"owner": request.user})

    def add_view(self, request, form_url="", extra_context=None):
        only_one = {"show_save_and_add_another": False, "show_save_and_continue": False, "title": "New API token"}
        return super().add_view(request, form_url, {**only_one, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        token = self.get_object(request, object_id)
        may = token and token.revoked_at is None and self.may_revoke(request)
        return super().change_view(request, object_id, form_url, {"may_revoke": may, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        obj.user = request.user
        request.key = tokens.equip(obj, form.cleaned_data["days"])
        obj.save()

    def response_add(self, request, obj, post_url_continue=None):
        """The only page that ever shows the key: it is in no row, no session, no message and no address."""
        response = render(request, "prism/token_made.html", self._context(request, obj, "Copy this token now"))
        response["Cache-Control"] = "no-store"
        return response

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks whether it is meant; by POST, does it."""
        if not self.may_revoke(request):
            raise PermissionDenied
        token = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST":
            return render(request, "prism/token_revoke.html", self._context(request, token, "Revoke this token"))
        if tokens.revoke(token):
            self.log_change(request, token, "Revoked.")
            messages.info(request, f"{token.name} is revoked: no program comes in with it any more.")
        return redirect("admin:prism_apitoken_changelist")

    def may_revoke(self, request) -> bool:
        return request.user.has_perm("prism.change_apitoken") or _manages(request)

    def _context(self, request, token, title: str) -> dict:
        key = getattr(request, "key", None)
        return {
            **self.admin_site.each_context(request),
            "model_admin": self,
            "title": title,
            "token": token,
            "key": key,
        }

    @display(description="Token")
    def key(self, token):
        return format_html('<code class="dk-nowrap">prism_{}_…</code>', token.hint)

    @display(description="Owner", ordering="user__username")
    def owner(self, token):
        return token.user.get_username()

    @display(description="State")
    def state(self, token):
        if token.revoked_at:
            return "Revoked"
        return "Expired" if token.expires_at <= timezone.now() else "In use" if token.last_used_at else "Not used yet"

    @display(description="Last used", ordering="last_used_at")
    def used(self, token):
        return _moment(token.last_used_at, "Never")

    @display(description="Made", ordering="created_at")
    def created(self, token):
        return _moment(token.created_at)

    @display(description="Good until", ordering="expires_at")
    def expires(self, token):
        return _moment(token.expires_at)

    @display(description="Revoked")
    def revoked(self, token):
        return _moment(token.revoked_at, "No")


def _manages(request) -> bool:
    return request.user.has_perm("prism.manage_apitoken")


def _moment(when, otherwise: str = ""):
    if when is None:
        return otherwise
    here = timezone.localtime(when)
    return format_html('<span class="dk-nowrap">{}</span>', f"{here.day} {here:%b %Y, %H:%M}")
