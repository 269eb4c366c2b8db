// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
internal import SystemPackage

/// Makes a system call, again while it is interrupted, and turns -1 into an error.
///
/// A stoppable call is not made again when the program was told to stop, so that waiting for input
/// that does not come ends.
///
/// `ENOENT` becomes `notFound`, `EEXIST` `alreadyExists`, `ELOOP` and `ENOTDIR` `notPlain`.
@discardableResult
func perform<Result: SignedInteger>(
    _ call: String,
    _ subject: String,
    isStoppable: Bool = false,
    _ body: () -> Result,
) throws(StoreError) -> Result {
    while true {
        do throws(StoreError) {
            return try performOnce(call, subject, body)
        } catch {
            if error.cause?.errno != .interrupted || (isStoppable && Interruption.signal != nil) {
                throw error
            }
        }
    }
}

/// Makes a system call once, and turns -1 into an error, also when it was interrupted.
///
/// For `fsync`: one that did not succeed may have dropped what it was to write, and the next one
/// then succeeds without having written it. SPEC §7.1 step 3.
@discardableResult
func performOnce<Result: SignedInteger>(
    _ call: String,
    _ subject: String,
    _ body: () -> Result,
) throws(StoreError) -> Result {
    let result = body()
    guard result == -1 else {
        return result
    }
    let cause = SystemCallFailure(call: call, errno: Errno(rawValue: errno))
    throw StoreError(cause, subject: subject)
}

extension StoreError {
    /// Describes a failed system call on a file or folder.
    init(_ cause: SystemCallFailure, subject: String) {
        let code: Code =
            switch cause.errno {
            case .noSuchFileOrDirectory: .notFound
            case .fileExists: .alreadyExists
            case .tooManySymbolicLinkLevels, .notDirectory, .noSuchAddressOrDevice: .notPlain
            default: .inputOutput
            }
        self.init(code, "\(subject): \(cause.errno) (\(cause.call)).", cause: cause)
    }
}
