# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""What tools/bench is made of."""
