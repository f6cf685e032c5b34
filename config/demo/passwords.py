"""The one password of all demo accounts, on a machine that serves nobody but its owner."""

# Documented on purpose. Outside LIANDAN_LOCAL and DEBUG every account gets a random one instead.
SHARED_PASSWORD = "changzhou-demo"  # noqa: S105
