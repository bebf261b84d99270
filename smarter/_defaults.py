"""Constants that several packages share."""

# The version of the manifest API, in every manifest.
API_VERSION = "smarter.sh/v1"

# Requests in flight at the same time, unless the caller gives another number.
PARALLELISM = 10

# The share of an apply set that one prune may delete, unless the caller gives another.
PRUNE_LIMIT = 0.2

# The platform refuses a larger file of a vectorstore, in bytes.
LARGEST_DOCUMENT = 50 * 1024 * 1024
