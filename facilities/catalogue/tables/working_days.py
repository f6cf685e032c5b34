import csv
import io

from chinese_calendar.constants import Holiday, holidays, workdays

from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table, stored
from facilities.models import WorkingDay


class WorkingDays(Table):
    """China's holidays and make-up days as the State Council set them, from the chinesecalendar package."""

    file = "working days"
    columns = (
        Column("date", WorkingDay.date.field),
        Column("is_working", choices=("0", "1"), required=True),
        Column("name", WorkingDay.name.field, required=True),
        Column("name_en", WorkingDay.name_en.field, required=True),
    )
    key = ("date",)

    def data(self, folder):
        chinese = {holiday.value: holiday.chinese for holiday in Holiday}
        text = io.StringIO()
        sheet = csv.writer(text)
        sheet.writerow(column.name for column in self.columns)
        for is_working, days in ((0, holidays), (1, workdays)):
            for date, name in sorted(days.items()):
                sheet.writerow([date.isoformat(), is_working, chinese[name], name])
        return text.getvalue().encode()

    def entries(self, rows):
        edited = stored(WorkingDay, "date", jurisdiction="CN", source=WorkingDay.Source.EDITED)
        by_hand = {date.isoformat() for date in edited}
        days = [
            WorkingDay(
                jurisdiction="CN",
                date=WorkingDay.date.field.to_python(row["date"]),
                is_working=row["is_working"] == "1",
                name=row["name"],
                name_en=row["name_en"],
                source=WorkingDay.Source.STATE_COUNCIL,
            )
            for row in rows
            if row["date"] not in by_hand
        ]
        scope = WorkingDay.objects.filter(jurisdiction="CN", source=WorkingDay.Source.STATE_COUNCIL)
        yield Entries(days, ("jurisdiction", "date"), scope)
