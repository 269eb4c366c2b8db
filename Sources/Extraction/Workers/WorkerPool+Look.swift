// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Provenance
internal import SystemPackage

extension WorkerPool {
    /// How long a worker gets to end once it closed its output, in milliseconds.
    private static let endMilliseconds = 1000

    /// How long nobody need have looked before the time is not counted, in seconds.
    private static let absenceSeconds: Double = 1

    /// How long a result that has begun to come may go on after the time is over, in seconds.
    private static let deliverySeconds: Double = 10

    /// How long to wait before somebody looks whether the program was told to stop, in seconds; a
    /// signal ends the wait, but for one that comes just before it.
    private static let waitSeconds: Double = 1

    /// Gives jobs to workers, takes what they wrote, and ends those whose time is over.
    ///
    /// - Parameter isWaiting: Whether to wait until there is something to do.
    /// - Throws: ``StoreError``, now and ever after.
    func look(isWaiting: Bool) throws(StoreError) {
        if let failure {
            throw failure
        }
        do throws(StoreError) {
            try dispatch()
            try exchange(isWaiting: isWaiting)
            try dispatch()
        } catch {
            failure = error
            throw error
        }
    }

    /// Gives waiting jobs to workers, the oldest first.
    func dispatch() throws(StoreError) {
        for surroundings in WorkerSurroundings.allCases {
            while let job = waiting[surroundings]?.first, mayRun(job),
                let worker = try freeWorker(in: surroundings)
            {
                waiting[surroundings]?.removeFirst()
                try worker.add(job)
            }
        }
    }

    /// Whether there is room for its result; there always is for that of the oldest job.
    private func mayRun(_ job: PoolJob) -> Bool {
        resultByteCount <= byteLimit || job === jobs.first
    }

    /// A worker that takes a job: one without any, else a new one, else one that has room.
    private func freeWorker(in surroundings: WorkerSurroundings) throws(StoreError) -> Worker? {
        let own = workers.filter { $0.surroundings == surroundings }
        if let idle = own.first(where: \.jobs.isEmpty) {
            return idle
        }
        if own.isEmpty || (workers.count < workerLimit && !isFull) {
            do throws(StoreError) {
                let path = temporary?.path.string
                let worker = try Worker(program, surroundings, temporaryPath: path)
                workers.append(worker)
                return worker
            } catch {
                guard !own.isEmpty else {
                    throw unusable("cannot be started (\(error.message))", cause: error.cause)
                }
                isFull = true
            }
        }
        return own.first { $0.jobs.count < Worker.depth }
    }

    /// Lets pass what can pass to and from workers.
    private func exchange(isWaiting: Bool) throws(StoreError) {
        guard !workers.isEmpty else {
            return
        }
        let start = Clock.monotonicSeconds()
        excuse(seconds: start - lastLook)
        let wanting = workers.filter { $0.wanting != nil }
        let reading = workers
        let deadline = workers.compactMap(\.deadline).min()
        let wait = min(max(0, (deadline ?? .infinity) - start), Self.waitSeconds)
        let ready = try PipeEnd.waitUntilReady(
            reading: reading.map(\.output),
            writing: wanting.compactMap(\.wanting),
            milliseconds: isWaiting ? Int((wait * 1000).rounded(.up)) : 0,
        )
        lastLook = Clock.monotonicSeconds()
        excuse(seconds: lastLook - start - wait)
        for (worker, isReady) in zip(wanting, ready.writing) where isReady {
            try worker.send()
        }
        for (worker, isReady) in zip(reading, ready.reading) {
            if isReady {
                try receive(from: worker)
            }
            try checkTime(of: worker, isSilent: !isReady)
        }
    }

    /// A process that is stopped for a while must not take its workers for slow.
    private func excuse(seconds: Double) {
        if seconds > Self.absenceSeconds {
            for worker in workers {
                worker.excuse(seconds: seconds)
            }
        }
    }

    private func checkTime(of worker: Worker, isSilent: Bool) throws(StoreError) {
        guard let deadline = worker.deadline, workers.contains(where: { $0 === worker }),
            lastLook >= deadline + (isSilent ? 0 : Self.deliverySeconds)
        else {
            return
        }
        guard worker.isReady else {
            throw unusable("did not begin to work within \(Int(Self.startSeconds)) s")
        }
        worker.process.kill()
        try bury(worker, outcome: .limit(.time))
    }

    private func receive(from worker: Worker) throws(StoreError) {
        guard let count = try worker.read(into: &buffer) else {
            return
        }
        guard count > 0 else {
            return try bury(worker, outcome: nil)
        }
        let (messages, isGarbled) = worker.take(buffer.span.extracting(..<count))
        for message in messages {
            guard try accept(message, from: worker) else {
                return try discard(worker)
            }
        }
        if isGarbled {
            try discard(worker)
        }
    }

    /// Takes a message; returns whether it makes sense.
    private func accept(_ message: Message, from worker: Worker) throws(StoreError) -> Bool {
        guard worker.isReady else {
            guard message.kind == .greeting, message.body == Message.greeting else {
                return false
            }
            worker.greet()
            return true
        }
        guard let job = worker.jobs.first, worker.hasFirstJob, message.number == job.number else {
            return false
        }
        if message.kind == .refusal {
            throw StoreError(
                .damaged,
                "A worker process cannot read job \(job.number): this is a bug in `archive`.",
            )
        }
        guard message.kind == .result, message.attachment.isEmpty,
            let run = try? ExtractionRun(body: message.body)
        else {
            return false
        }
        finish(worker.dropFirstJob(), run.within(job.limits), in: worker.surroundings)
        return true
    }

    /// Ends a worker that wrote what makes no sense.
    private func discard(_ worker: Worker) throws(StoreError) {
        worker.process.kill()
        guard worker.isReady else {
            workers.removeAll { $0 === worker }
            throw unusable("is something else: it does not answer as one")
        }
        try bury(worker, outcome: .failed(Self.noResult))
    }

    /// The name of a failure: the worker gave something else than a result, or nothing.
    private static let noResult = "no-result"

    /// Takes note that a worker ended; its first job ends with it, the others begin anew.
    ///
    /// - Parameters:
    ///   - worker: The worker.
    ///   - outcome: How its first job ended, or `nil` for how the worker did.
    /// - Throws: ``StoreError`` when it never was one.
    private func bury(_ worker: Worker, outcome: Outcome?) throws(StoreError) {
        workers.removeAll { $0 === worker }
        var ending = try worker.process.wait(milliseconds: Self.endMilliseconds)
        if ending == nil {
            worker.process.kill()
            ending = try worker.process.wait()
        }
        guard worker.isReady, let ending else {
            throw unusable("ended at once, with \(ending.map(Self.text) ?? "nothing")")
        }
        if let job = worker.jobs.first {
            let ended = outcome ?? Self.outcome(ending, job.limits)
            // Somebody else may have ended it, or the system: what the job does, it does again. A
            // job that no worker gets whole is not the next one's either.
            let allowed = worker.hasFirstJob ? 1 : 2
            let isCertain = outcome != nil || ended == .limit(.time)
            if isCertain || job.lossCounts[worker.surroundings, default: 0] >= allowed {
                let run = ExtractionRun(outcome: ended, outputs: [], engine: engine)
                finish(worker.dropFirstJob(), run, in: worker.surroundings)
            } else {
                job.lossCounts[worker.surroundings, default: 0] += 1
            }
        }
        waiting[worker.surroundings, default: []].insert(contentsOf: worker.jobs, at: 0)
    }

    private static func outcome(
        _ ending: ChildProcess.Ending,
        _ limits: Computation.Limits,
    ) -> Outcome {
        switch ending {
        case .exit(0): .failed(noResult)
        case .exit(let code): .exit(code)
        // It ends itself so when nobody else does.
        case .signal(ProcessLimits.alarmSignal) where limits.milliseconds != nil: .limit(.time)
        case .signal(let number): .signal(number)
        }
    }

    private static func text(_ ending: ChildProcess.Ending) -> String {
        switch ending {
        case .exit(let code): "exit code \(code)"
        case .signal(let number): "signal \(number)"
        }
    }

    private func unusable(_ what: String, cause: SystemCallFailure? = nil) -> StoreError {
        StoreError(
            .inputOutput,
            "The worker process \(program.path) \(what). Extractors run in processes of their own: "
                + "see that /proc is there, that the program's file can still be run, and that "
                + "the limit of processes (`ulimit -u`) is not reached.",
            cause: cause,
        )
    }
}
