"""What `manage.py bench` measures: custody actions over HTTP beside the bare rows they write (the floor), in one run.

Machines differ and are noisy, so figures are given as a ratio to the floor of the same run on the same machine.
"""
