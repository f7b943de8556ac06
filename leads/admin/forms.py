"""The few things of a lead that are typed; everything else is told, found or decided elsewhere."""

from django import forms
from django.utils import timezone

from leads.models import Artist


class FollowUpForm(forms.ModelForm):
    class Meta:
        model = Artist
        fields = ["owner", "follow_up_on"]

    def clean_follow_up_on(self):
        day = self.cleaned_data["follow_up_on"]
        if day and "follow_up_on" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError("The follow-up day is in the past.")
        return day
