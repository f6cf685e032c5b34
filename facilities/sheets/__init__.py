"""Spreadsheets, both ways. Each app registers what it lists (`listings`) and what it takes (`kinds`).

The machinery that reads, checks, writes and marks files is here and knows none of them.
"""
