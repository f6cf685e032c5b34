from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A counter that hands out consecutive numbers to whoever holds its row: label serials, batch numbers.

    The row lock lasts until the transaction ends, so a number given out and rolled back is given out again.
    """

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    last = models.PositiveIntegerField(_("last number given out"))

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"

    @classmethod
    def take(cls, key: str, count: int = 1) -> range:
        """The next `count` numbers of the series, in one statement that is safe under any concurrency."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO manifests_series (key, last) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET last = manifests_series.last + excluded.last RETURNING last",
                [key, count],
            )
            last = cursor.fetchone()[0]
        return range(last - count + 1, last + 1)


def next_manifest_serial() -> int:
    """A serial from the database sequence: never the same twice, never waiting for anybody; gaps are fine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('manifests_manifest_serial')")
        return cursor.fetchone()[0]
