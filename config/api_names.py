"""Choice sets that the API's description must give a name, because several fields are called the same."""

from manifests.models import Manifest, WasteBatch

MANIFEST_STATES = Manifest._meta.get_field("state").choices
BATCH_STATES = WasteBatch._meta.get_field("state").choices
