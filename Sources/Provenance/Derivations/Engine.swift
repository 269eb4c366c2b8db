// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// What ran an extractor.
///
/// SPEC §3.9.
public struct Engine: Hashable, Sendable {
    /// What was really around a program of the system while it ran.
    public struct Surroundings: Hashable, Sendable {
        /// The kind of processor, such as `x86_64`.
        public var machine: String

        /// What kept the program from network and files, or `nil` when nothing did.
        public var sandbox: String?

        /// What saw which files it read, or `nil` when nothing did.
        public var tracer: String?

        /// The list of the files that it read, when there is one.
        public var closure: Reference?

        /// Creates a description.
        public init(machine: String, sandbox: String?, tracer: String?, closure: Reference?) {
            self.machine = machine
            self.sandbox = sandbox
            self.tracer = tracer
            self.closure = closure
        }
    }

    /// The name of the program that ran the extractor.
    public var name: String

    /// That program's version.
    public var version: String

    /// What was around a command, `nil` for what needs nothing around it.
    public var surroundings: Surroundings?

    /// Creates a description of what ran an extractor.
    public init(name: String, version: String, surroundings: Surroundings? = nil) {
        self.name = name
        self.version = version
        self.surroundings = surroundings
    }

    init(_ members: Members) throws(StatementFailure) {
        name = try members.text("name")
        version = try members.text("version")
        surroundings = nil
        if let found = try members.optionalMembers("surroundings", path: "engine.surroundings") {
            surroundings = Surroundings(
                machine: try found.text("machine"),
                sandbox: try found.optionalText("sandbox"),
                tracer: try found.optionalText("tracer"),
                closure: try found.optionalSizedReference(
                    "closure",
                    path: "engine.surroundings.closure",
                ),
            )
        }
    }

    var json: JSONValue {
        [
            "name": .string(name),
            "surroundings": surroundings.map { around in
                [
                    "closure": around.closure?.json ?? .null,
                    "machine": .string(around.machine),
                    "sandbox": JSONValue(around.sandbox),
                    "tracer": JSONValue(around.tracer),
                ]
            } ?? .null,
            "version": .string(version),
        ]
    }
}

/// What came of running the same more than once before it was recorded.
///
/// SPEC §3.9.
public struct SelfCheck: Hashable, Sendable {
    /// What was another one in a further run.
    public enum Perturbation: String, CaseIterable, Hashable, Sendable {
        /// The time of day and the date.
        case clock

        /// The working folder.
        case folder

        /// The seed of hash tables.
        case hashSeed = "hash-seed"

        /// The locale.
        case locale

        /// The time zone.
        case timeZone = "time-zone"
    }

    /// The number of runs, at least 2.
    public var runCount: Int

    /// Whether outcome and outputs of all runs were the same.
    public var isIdentical: Bool

    /// What was changed between runs, in the order of the names.
    public var perturbed: [Perturbation]

    /// Creates the result of a check.
    public init(runCount: Int, isIdentical: Bool, perturbed: [Perturbation]) {
        self.runCount = runCount
        self.isIdentical = isIdentical
        self.perturbed = perturbed.sorted { $0.rawValue < $1.rawValue }
    }

    init(_ members: Members) throws(StatementFailure) {
        guard case .integer(let count) = try members.value("runs"), count >= 2,
            let runs = Int(exactly: count)
        else {
            throw members.wrongForm("runs", "a number of at least 2")
        }
        runCount = runs
        guard case .bool(let isIdentical) = try members.value("identical") else {
            throw members.wrongForm("identical", "true or false")
        }
        self.isIdentical = isIdentical
        var found: [Perturbation] = []
        for text in try members.texts("perturbed") {
            guard let perturbation = Perturbation(rawValue: text) else {
                throw members.wrongForm("perturbed", "a list of perturbations")
            }
            found.append(perturbation)
        }
        perturbed = found
        guard found.map(\.rawValue).isStrictlySorted else {
            throw members.wrongForm("perturbed", "sorted, nothing twice")
        }
    }

    var json: JSONValue {
        [
            "identical": .bool(isIdentical),
            "perturbed": .array(perturbed.map { .string($0.rawValue) }),
            "runs": .integer(Int64(runCount)),
        ]
    }
}
