"""What unfold's lists say of themselves."""

from leads.filters.desk import ChangeList


class CalmList(ChangeList):
    """An unfiltered list without its own count of everything: unfold would add "2000 results (Show all)"."""

    def get_results(self, request):
        super().get_results(request)
        if self.full_result_count is None and not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count
