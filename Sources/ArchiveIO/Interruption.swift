// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
internal import Synchronization

/// Whether somebody asked the process to stop, with SIGINT, SIGTERM or SIGHUP.
///
/// Work looks at it between documents and between large pieces, and ends in order. A second
/// signal ends the process at once.
public enum Interruption {
    private static let received = Atomic<Int32>(0)

    /// Begins to take note of the signals.
    public static func install() {
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            unsafe sigaction(signal, nil, &action)
            // `nohup` has it ignored, so that work outlives the terminal.
            guard !isIgnored(action) else {
                continue
            }
            action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { number in
                Interruption.received.store(number, ordering: .relaxed)
            }
            // The handler runs once; the second signal finds the system's own again.
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            unsafe sigaction(signal, &action, nil)
        }
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        // SIG_IGN is the address 1, which Swift does not import as a function.
        unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// The number of the signal, or `nil` while there was none.
    public static var signal: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }
}
