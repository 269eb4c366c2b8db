// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

extension ExtractionRun {
    /// The length of all outputs together, in bytes.
    var outputByteCount: Int {
        outputs.reduce(0) { $0 + $1.bytes.count }
    }

    /// This, or when the outputs are larger than they may be, that they were.
    func within(_ limits: Computation.Limits) -> Self {
        guard let limit = limits.outputByteCount, UInt64(outputByteCount) > limit else {
            return self
        }
        var run = self
        run.outcome = .limit(.output)
        run.outputs = []
        return run
    }

    /// The bytes of the message that gives it back.
    func message(number: UInt32) -> [UInt8] {
        var bytes = Message.start(
            .result,
            number: number,
            capacity: outputByteCount + (closure?.count ?? 0) + 1024,
        )
        bytes.append(field: outcome.description)
        bytes.append(littleEndian: UInt64(outputs.count))
        for output in outputs {
            bytes.append(field: output.name)
            bytes.append(field: output.mediaType)
            bytes.append(field: output.bytes)
        }
        bytes.append(field: engine.name)
        bytes.append(field: engine.version)
        bytes.append(optional: engine.surroundings) { bytes, surroundings in
            bytes.append(field: surroundings.machine)
            bytes.append(optionalField: surroundings.sandbox)
            bytes.append(optionalField: surroundings.tracer)
        }
        bytes.append(optional: closure) { $0.append(field: $1) }
        bytes.append(littleEndian: UInt64(perturbed.count))
        for perturbation in perturbed {
            bytes.append(field: perturbation.rawValue)
        }
        bytes.append(optionalField: unavailability?.text)
        bytes.append(optionalField: errors)
        Message.seal(&bytes)
        return bytes
    }

    /// Reads the body of a message.
    init(body: [UInt8]) throws(MessageFailure) {
        var fields = FieldReader(body)
        guard let outcome = Outcome(text: try fields.text()), outcome != .claimed else {
            throw .badValue(offset: 0)
        }
        let start = fields.offset
        let outputs = try fields.list { (next) throws(MessageFailure) in
            Output(
                name: try next.text(),
                mediaType: try next.text(),
                bytes: try next.data(),
            )
        }
        let names = outputs.map(\.name)
        guard outcome == .ok || outputs.isEmpty, names.allSatisfy(ExtractorName.isValid),
            zip(names, names.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw .badValue(offset: start)
        }
        let engine = Engine(
            name: try fields.text(),
            version: try fields.text(),
            surroundings: try fields.optional { (next) throws(MessageFailure) in
                Engine.Surroundings(
                    machine: try next.text(),
                    sandbox: try next.optional { (next) throws(MessageFailure) in
                        try next.text()
                    },
                    tracer: try next.optional { (next) throws(MessageFailure) in
                        try next.text()
                    },
                    closure: nil,
                )
            },
        )
        let closure = try fields.optional { (next) throws(MessageFailure) in try next.data() }
        self.init(outcome: outcome, outputs: outputs, engine: engine, closure: closure)
        perturbed = try fields.list { (next) throws(MessageFailure) in
            guard let perturbation = SelfCheck.Perturbation(rawValue: try next.text()) else {
                throw .badValue(offset: next.offset)
            }
            return perturbation
        }
        unavailability = try fields.optional { (next) throws(MessageFailure) in
            ExtractorUnavailability(text: try next.text())
        }
        errors = try fields.optional { (next) throws(MessageFailure) in try next.text() }
        try fields.finish()
    }
}
