"""What of fleet and trips is taken in and given out as spreadsheets."""
