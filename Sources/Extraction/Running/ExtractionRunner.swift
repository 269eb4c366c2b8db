// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO

/// Something that runs extractors, several at once if it can.
public protocol ExtractionRunner: AnyObject {
    /// The number of jobs whose results were not taken yet.
    var pendingCount: Int { get }

    /// Takes a job, and waits while too many others are being worked on.
    ///
    /// - Throws: ``StoreError`` when nothing can be run at all; the job is not taken then.
    func submit(_ job: ExtractionJob) throws(StoreError)

    /// Returns the result of the oldest job whose result was not taken yet.
    ///
    /// Results come in the order of the jobs, whichever is done first, so that nothing in an
    /// archive depends on which that is.
    ///
    /// - Parameter isWaiting: Whether to wait until it is done or the program is told to stop.
    /// - Returns: The result, or `nil` when there is no job, or it is not done.
    /// - Throws: ``StoreError`` when nothing can be run any more.
    func next(isWaiting: Bool) throws(StoreError) -> FinishedExtraction?
}
