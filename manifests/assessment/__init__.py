"""A site looks at itself as an assessor would (危险废物规范化环境管理评估): every point checked on its own records.

One function a check, registered with its law (`register.py`); each is asked of one site and one span of months and
answers with how many of how many rows do not fit, and which. Reading only. How points become a verdict is our own
reading (decision 24): the scoring table of 环办固体〔2021〕20号 could not be read.
"""
