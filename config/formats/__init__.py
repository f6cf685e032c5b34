"""Days and moments where Django itself writes them: as on every page, `2026-03-05 09:30`, in either language."""
