// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Glibc

/// The program: parses arguments, runs one command, turns its error into text and exit code.
@main
enum Main {
    static func main() {
        Interruption.install()
        do {
            var command = try ArchiveCommand.parseAsRoot()
            try command.run()
        } catch let outcome as Outcome {
            if let message = outcome.message {
                Console.complain(message)
            }
            exit(outcome.exitCode)
        } catch let error as ArchiveError {
            Console.complain(error.message)
            exit(Outcome(error).exitCode)
        } catch let error as StoreError {
            Console.complain(error.message)
            exit(Outcome.inputOutput)
        } catch {
            let code = ArchiveCommand.exitCode(for: error)
            let message = ArchiveCommand.fullMessage(for: error)
            if code.isSuccess {
                // Help and version are what was asked for.
                Console.print(message)
                exit(0)
            }
            Console.complainVerbatim(message)
            exit(Outcome.usage)
        }
    }
}
