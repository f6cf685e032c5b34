from config.formats.en.formats import DATE_FORMAT, DATETIME_FORMAT  # noqa: F401 - as in English
