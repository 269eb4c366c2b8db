// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

/// Why a check ends before its end.
enum Interruption: Error {
    /// The caller said so.
    case stopped
    /// The system refused to read.
    case refused(StoreError)
}

/// One verification under way: what is known so far, and where findings go.
final class Run {
    let storage: any ArchiveStorage
    let options: VerificationOptions
    private let sink: (Finding) -> Void

    var report: VerificationReport
    var packs = PackTable()
    var blobs = BlobTable()
    var extractors = ExtractorTable()
    var pendingReferences: PendingItems<PendingReference>
    var pendingDerivations: PendingItems<PendingDerivation>

    /// Findings that wait for the names of documents.
    private var held: HeldFindings

    /// Findings that may follow from others, which are reported before them.
    private var consequences: HeldFindings

    /// The findings that could not wait, and were reported without these names.
    private(set) var unnamedCount: UInt64 = 0

    /// What the archive says of itself, where it is to be read.
    var identity = Identity()

    /// The entries of type `key`, in their order.
    var keyEntries: [(index: UInt64, digest: Digest)] = []

    /// The key entries whose statement is missing, damaged or none, in their order: nobody knows
    /// which keys they put in force.
    var unreadKeyEntries: [UInt64] = []

    /// Whether key statements name so many blobs that all that members list are noted.
    var isListingAll = false

    /// The statements without findings, whose references count.
    var soundStatementCount: UInt64 = 0

    /// The key entries whose statement is invalid.
    var invalidKeyEntries: Set<UInt64> = []

    /// Whether the system refused to read a pack.
    private var isPackRefused = false

    /// Whether a pack could not be read, or not by this program, so that what is missing may be
    /// there.
    var hasUnreadPacks: Bool {
        isPackRefused || report.findingCounts[.memberNewer] != nil
    }

    /// Whether the log was read to its end, so that what it does not have is not there.
    var isLogWhole = true

    /// Marks of the notes that were read.
    let noteMarks = ReadingMark()

    /// The first entry of the commit that was another one when it was read again; the log ends
    /// before it.
    var changedCommit: UInt64?

    /// The checkpoints to compare with.
    var heads: [ComparedHead]

    /// Why a head cannot be compared, as a sentence.
    var wrongArgument: String?

    /// The folders of packs that cannot be listed, or are none; one finding stands for what is
    /// in them.
    var unlistedFolders: [(path: String, error: StoreError)] = []

    /// What the selection means.
    var chosen = Chosen()

    /// The packs that are done with.
    var packsDone = 0

    /// The bytes of packs that are done with.
    var progressBytes: UInt64 = 0

    /// The one buffer for members.
    var inflater = MemberInflater()

    init(
        _ storage: any ArchiveStorage,
        _ options: VerificationOptions,
        _ sink: @escaping (Finding) -> Void,
    ) {
        self.storage = storage
        self.options = options
        self.sink = sink
        heads = ComparedHead.all(options)
        held = HeldFindings(options.limits)
        consequences = HeldFindings(options.limits)
        pendingReferences = PendingItems(limit: options.limits.referenceCount)
        pendingDerivations = PendingItems(limit: options.limits.derivationCount)
        let mode = options.selection.isEmpty ? options.mode : .quick
        report = VerificationReport(mode: mode)
        report.selection = options.selection
    }

    /// The mode for packs and statements that nobody chose.
    var mode: VerificationMode {
        report.mode
    }

    // MARK: Findings

    /// Reports a finding.
    func add(
        _ code: FindingCode,
        _ subject: String,
        _ detail: String,
    ) {
        add(Finding(code, subject, detail))
    }

    /// Reports a finding.
    func add(_ finding: Finding) {
        report.findingCounts[finding.code, default: 0] += 1
        sink(finding)
    }

    /// Keeps a finding until the documents it affects have names, or reports it at once when too
    /// many wait.
    func hold(_ finding: Finding) {
        report.findingCounts[finding.code, default: 0] += 1
        if !held.add(finding) {
            unnamedCount += 1
            sink(Self.named(finding) { [nameInLog(of: $0)] })
        }
    }

    /// Keeps a finding that may follow from others until these are reported, or reports it at once
    /// when too many wait.
    func addConsequence(_ code: FindingCode, _ subject: String, _ detail: String) {
        let finding = Finding(code, subject, detail)
        report.findingCounts[code, default: 0] += 1
        if !consequences.add(finding) {
            sink(finding)
        }
    }

    /// The blobs of the findings that wait.
    var heldBlobs: [BlobID] {
        held.blobs
    }

    /// Reports the findings that wait, what may follow from others last.
    func release(naming: (BlobID) -> [String]) {
        for finding in held.findings {
            sink(Self.named(finding, naming))
        }
        held.removeAll()
        for finding in consequences.findings {
            sink(finding)
        }
        consequences.removeAll()
    }

    /// What the log alone tells of a blob: the entry that names it, or nothing but its digest.
    func nameInLog(of blob: BlobID) -> String {
        guard let entry = blobs.entry(of: blob) else {
            return blob.description
        }
        return "\(entry.type.rawValue) statement of entry \(entry.index)"
    }

    private static func named(_ finding: Finding, _ naming: (BlobID) -> [String]) -> Finding {
        var finding = finding
        var known: Set<String> = []
        for blob in finding.blobs {
            finding.documents += naming(blob).filter { known.insert($0).inserted }
        }
        return finding
    }

    /// Asks whether to go on.
    func poll() throws(Interruption) {
        if options.shouldStop() {
            throw .stopped
        }
    }

    // MARK: Files

    /// Opens a file, or reports why that cannot be done.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - missing: What to report when there is none.
    ///   - detail: What to say then.
    /// - Returns: The open file, or `nil`.
    func open(_ path: String, missing: FindingCode, _ detail: String) -> (any StoredFile)? {
        do throws(StoreError) {
            return try storage.open(path)
        } catch {
            switch error.code {
            case .notFound:
                add(missing, path, detail)
            case .notPlain:
                add(.notAPlainFile, path, "It is not a plain file, so it was not read.")
            default:
                refuse(path, error)
            }
            return nil
        }
    }

    /// Reports that the system refused to read.
    func refuse(_ path: String, _ error: StoreError) {
        isPackRefused = isPackRefused || path.hasPrefix("packs")
        add(.unreadable, path, "The system refused to read it: \(error.message)")
    }

    /// Counts bytes that were read.
    func countRead(_ byteCount: UInt64) {
        report.readByteCount = report.readByteCount.addingSaturating(byteCount)
    }
}

extension UInt64 {
    /// The sum, or the greatest number when it is more.
    func addingSaturating(_ other: UInt64) -> UInt64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
