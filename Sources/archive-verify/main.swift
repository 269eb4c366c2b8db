// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
