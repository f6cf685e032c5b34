"""How gunicorn serves us; its own command line overrides any of it (`gunicorn --config config/gunicorn.py`)."""

from config import env

worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", 2)
threads = env.number("WEB_THREADS", 4)
timeout = 60  # seconds; a large PDF or spreadsheet takes a few
max_requests = 20_000  # a worker is renewed before a slow leak counts
max_requests_jitter = 2_000
control_socket_disable = True  # it would lie in the user's home, one for all servers
