// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CLinux
internal import Glibc

/// What this process, and those that it starts from now on, may use.
public enum ProcessLimits {
    /// The number of processors that are there, at least 1.
    public static var processorCount: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Has the system write no image of the memory when a program fails.
    public static func disableCoreDumps() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }

    /// Has the system end this process by `SIGKILL` when the thread that started it ends, which
    /// for most is the end of their parent (man 2 PR_SET_PDEATHSIG).
    public static func endWithParent() {
        _ = archive_end_with_parent()
    }

    /// Limits the addresses that may be in use, which are more than the memory in use.
    ///
    /// - Parameter byteCount: How many, in bytes; `nil` is as many as the system allows. A number
    ///   over that changes nothing.
    public static func setMemory(byteCount: UInt64?) {
        let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else {
            return
        }
        // Unlimited is the largest number.
        limit.rlim_cur = min(rlim_t(byteCount ?? .max), limit.rlim_max)
        _ = unsafe setrlimit(resource, &limit)
    }

    /// The number of the signal of ``setAlarm(seconds:)``.
    public static let alarmSignal = Int(SIGALRM)

    /// Ends this process by `SIGALRM` unless it is called again in time.
    ///
    /// - Parameter seconds: When; 0 is never.
    public static func setAlarm(seconds: UInt32) {
        _ = alarm(seconds)
    }
}
