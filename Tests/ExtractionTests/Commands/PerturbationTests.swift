// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Provenance
import SystemPackage
import Testing

@testable import Extraction

extension RunningCommands {
    @Suite
    struct PerturbationTests {
        /// Runs a line twice, as a checked job is.
        private func check(_ line: String, _ around: Surroundings = .all) throws
            -> FinishedExtraction
        {
            let tools = around.tools
            var job = try ShellCommand(line).job(tools)
            job.isChecked = true
            let runner = DirectRunner(.ofTests(tools))
            runner.submit(job)
            return try #require(runner.next(isWaiting: true))
        }

        @Test(arguments: Surroundings.allCases)
        func `what does not look around gives the same`(around: Surroundings) throws {
            let finished = try check(#"tr a-z A-Z <"$1" >"$2"; echo done"#, around)
            #expect(finished.run.outcome == .ok)
            let check = try #require(finished.selfCheck)
            #expect(check.isIdentical)
            #expect(check.runCount == 2)
            #expect(check.perturbed.contains(.folder))
            #expect(check.perturbed.contains(.timeZone))
            #expect(check.perturbed.contains(.clock) == (HostTools.found.clockLibrary != nil))
            #expect(check.perturbed.contains(.locale) == (HostTools.found.otherLocale != nil))
            // A shell has no seed.
            #expect(!check.perturbed.contains(.hashSeed))
        }

        static let lines: [(line: String, kind: SelfCheck.Perturbation)] = [
            ("pwd", .folder), ("date +%Z", .timeZone), ("date +%Y", .clock),
            (#"echo "$LC_ALL""#, .locale),
        ]

        @Test(arguments: lines)
        func `what looks around gives something else`(
            line: String,
            kind: SelfCheck.Perturbation,
        ) throws {
            let finished = try check(line + #"; : >"$2""#)
            #expect(finished.run.outcome == .ok)
            let check = try #require(finished.selfCheck)
            #expect(check.isIdentical == !check.perturbed.contains(kind))
        }

        @Test
        func `the order of a hash table is found out`() throws {
            let definition = """
                {"name": "set", "executable": "python3", "arguments": ["-c",
                "print({'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'})"],
                "outputs": [{"name": "text", "mediaType": "text/plain"}]}
                """
            let folder = try TemporaryFolder()
            let extractor = try CommandExtractor(
                CommandDefinition(parsing: Array(definition.utf8)),
                beside: folder.folder,
            )
            let job = ExtractionJob(
                extractor: extractor.extractor,
                input: [],
                mediaType: nil,
                limits: extractor.limits,
                isChecked: true,
            )
            let runner = DirectRunner(.ofTests(.found))
            runner.submit(job)
            runner.submit(job)
            let finished = try #require(runner.next(isWaiting: true))
            #expect(finished.run.outcome == .ok, "\(finished.run.errors ?? "")")
            #expect(finished.selfCheck?.isIdentical == false)
            #expect(finished.selfCheck?.perturbed.contains(.hashSeed) == true)
            #expect(runner.next(isWaiting: true)?.run.outputs == finished.run.outputs)
        }

        @Test
        func `what is not run is not checked`() throws {
            var job = try ShellCommand("").job(.found)
            job.extractor.command?.executable.path = "/usr/bin/not-here"
            job.isChecked = true
            let runner = DirectRunner(.ofTests(.found))
            runner.submit(job)
            let finished = try #require(runner.next(isWaiting: true))
            #expect(finished.run.unavailability == .notInstalled)
            #expect(finished.selfCheck == nil)
        }

        @Test
        func `the interpreter of a script is what counts`() throws {
            let python = ProgramTraits("/usr/bin/python3")
            #expect(python.hasHashSeed)
            #expect(python.loader?.contains("/ld-linux") == true)
            #expect(python.implied == [python.loader])
            let folder = try TemporaryFolder()
            let lines = [
                "#! /usr/bin/python3 -I", "#!/usr/bin/env -S python3", "#!/bin/sh", "no script",
            ]
            let traits = try lines.enumerated().map { number, line in
                try folder.folder.makeFile("\(number)").write(Array("\(line)\n".utf8).span)
                return ProgramTraits("\(folder.path)/\(number)")
            }
            #expect(traits.map(\.hasHashSeed) == [true, true, false, false])
            #expect(traits[0].implied == ["/usr/bin/python3"] + python.implied)
            #expect(traits[1].implied == ["/usr/bin/env"] + python.implied)
            #expect(traits[2].loader == python.loader)
            #expect(traits[3] == ProgramTraits("/nonexistent") || traits[3].loader == nil)
            if let library = HostTools.found.clockLibrary {
                #expect(traits.map { $0.canLoad(library) } == [true, true, true, false])
            }
        }

        @Test
        func `a script that calls itself its interpreter has an end`() throws {
            let folder = try TemporaryFolder()
            let path = "\(folder.path)/loop"
            try folder.folder.makeFile("loop").write(Array("#!\(path)\n".utf8).span)
            #expect(ProgramTraits(path).program == nil)
        }

        @Test
        func `no change of a program's head traps`() throws {
            let folder = try TemporaryFolder()
            let file = try OpenFile.open("/usr/bin/env")
            var head = [UInt8](repeating: 0, count: 400)
            var span = head.mutableSpan
            _ = try file.read(into: &span, at: 0)
            let path = "\(folder.path)/program"
            for index in head.indices {
                for value: UInt8 in [0x00, 0x7F, 0xFF] {
                    var changed = head
                    changed[index] = value
                    try folder.folder.makeFile("program").write(changed.span)
                    _ = ProgramTraits(path)
                    try folder.folder.remove("program")
                }
            }
        }
    }
}
