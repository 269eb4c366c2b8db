// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import ArchiveIO
import ArchiveTestSupport
import Provenance
import Testing

@testable import Extraction

extension RunningCommands {
    @Suite
    struct CommandRunTests {
        @Test(arguments: Surroundings.allCases)
        func `outputs are what the command wrote and printed`(around: Surroundings) throws {
            let command = ShellCommand(
                #"cat "$1" >"$2"; echo more >>"$2"; printf printed; touch out/c"#
            )
            let run = try command.run(around)
            #expect(run.unavailability == nil)
            #expect(run.outcome == .ok, "\(run.errors ?? "")")
            #expect(run.outputs.map(\.name) == ["a", "b"])
            #expect(run.text("a") == "inputmore\n")
            #expect(run.text("b") == "printed")
            let tools = around.tools
            #expect(run.engine.surroundings?.machine == tools.machine)
            #expect(run.engine.surroundings?.sandbox == tools.sandbox?.description)
            #expect(run.engine.surroundings?.tracer == tools.tracer?.description)
            #expect((run.closure != nil) == (tools.tracer != nil))
            #expect(run.perturbed.isEmpty)
        }

        @Test(arguments: Surroundings.allCases)
        func `a command finds the recorded environment and nothing else`(around: Surroundings)
            throws
        {
            var command = ShellCommand(#": >"$2"; /usr/bin/env | sort"#)
            command.environment = ["EXTRA": "a=b c"]
            let run = try command.run(around)
            let job = try command.job(around.tools)
            let recorded = job.extractor.command?.environment ?? []
            #expect(recorded.contains("EXTRA=a=b c"))
            #expect(recorded.contains("TZ=UTC"))
            // A shell adds two of its own, and `_` is what it started.
            let found = (run.text("b") ?? "").split(separator: "\n").map(String.init)
                .filter { !$0.hasPrefix("PWD=") && !$0.hasPrefix("_=") && !$0.hasPrefix("OLDPWD=") }
            #expect(found.sorted() == recorded.sorted())
        }

        @Test(arguments: Surroundings.allCases)
        func `its variables work in nothing that is around it`(around: Surroundings) throws {
            var command = ShellCommand(#"cat out/loader.* >"$2""#)
            // The loader says in which program it works.
            command.environment = ["LD_DEBUG": "files", "LD_DEBUG_OUTPUT": "out/loader"]
            let text = try command.run(around).text("a") ?? ""
            #expect(text.contains("needed by /usr/bin/sh"), "\(text)")
            #expect(!text.contains("needed by /usr/bin/prlimit"), "\(text)")
            #expect(!text.contains("needed by /usr/bin/env"), "\(text)")
        }

        @Test(arguments: Surroundings.allCases)
        func `the smallest memory of a definition is enough for a shell`(around: Surroundings)
            throws
        {
            var command = ShellCommand(#"echo >"$2""#)
            command.limits.memoryByteCount = 16 << 20
            #expect(try command.run(around).outcome == .ok)
        }

        @Test(arguments: Surroundings.allCases)
        func `files come along, and without a place the input is read from the standard input`(
            around: Surroundings
        ) throws {
            var command = ShellCommand("")
            command.files = [("script.sh", "cat; ls -A"), ("a name", "x")]
            var definition = command.definition.object ?? [:]
            definition["arguments"] = ["script.sh"]
            definition["outputs"] = [["mediaType": "text/plain", "name": "b"]]
            let folder = try TemporaryFolder()
            for (name, text) in command.files {
                try folder.folder.makeFile(name).write(Array(text.utf8).span)
            }
            let extractor = try CommandExtractor(
                CommandDefinition(parsing: CanonicalJSON.encode(.object(definition))),
                beside: folder.folder,
                tools: around.tools,
            )
            #expect(extractor.extractor.command?.files.map(\.name) == ["a name", "script.sh"])
            #expect(extractor.files.map(\.count) == [1, 10])
            let job = ExtractionJob(
                extractor: extractor.extractor,
                files: extractor.files,
                input: Array("from input\n".utf8),
                mediaType: nil,
                limits: extractor.limits,
            )
            let run = ExtractionEngine.ofTests(around.tools).run(job, isPerturbed: false)
            #expect(run.text("b") == "from input\na name\ninput\nout\nscript.sh\n")
        }

        static let endings: [(line: String, outcome: Outcome)] = [
            ("exit 1", .exit(1)), ("exit 77", .exit(77)), ("kill -SEGV $$", .signal(11)),
            ("kill -KILL $$", .signal(9)), ("echo b", .failed("output-missing")),
            (#"ln -s /etc/passwd "$2""#, .failed("output-not-a-file")),
            (#"mkfifo "$2""#, .failed("output-not-a-file")),
            (#"mkdir "$2""#, .failed("output-not-a-file")),
            ("exit 139", .signal(11)), ("exit 193", .exit(193)),
            (#"ulimit -f 0 2>/dev/null; echo x >"$2""#, .limit(.output)),
            ("kill -XCPU $$", .limit(.time)),
        ]

        @Test(arguments: [Surroundings.all, .nothing], endings)
        func `how it ends is the outcome`(
            around: Surroundings,
            ending: (line: String, outcome: Outcome),
        ) throws {
            let run = try ShellCommand(ending.line).run(around)
            #expect(run.unavailability == nil)
            #expect(run.outcome == ending.outcome, "\(ending.line): \(run.errors ?? "")")
            #expect(run.outputs.isEmpty)
        }

        @Test(arguments: [Surroundings.all, .nothing])
        func `with the largest limits a command runs, and with none above them`(
            around: Surroundings
        ) throws {
            var command = ShellCommand(#"cat "$1" >"$2""#)
            command.limits = CommandDefinition.largestLimits
            #expect(try command.run(around).outcome == .ok)
            let changes: [(inout Computation.Limits) -> Void] = [
                { $0.milliseconds = nil }, { $0.milliseconds? += 1 }, { $0.milliseconds = .max },
                { $0.memoryByteCount = nil }, { $0.memoryByteCount? += 1 },
                { $0.outputByteCount = nil }, { $0.outputByteCount? += 1 },
            ]
            for change in changes {
                var other = command
                change(&other.limits)
                #expect(try other.run(around).unavailability == .limits)
            }
            command.limits.outputByteCount = 0
            #expect(try command.run(around).outcome == .limit(.output))
            command.line = #": >"$2""#
            #expect(try command.run(around).outcome == .ok)
        }

        @Test
        func `the first line of its errors is kept for people`() throws {
            let run = try ShellCommand(#"printf '\n \033[1mno\nmore' >&2; exit 3"#).run(.all)
            #expect(run.errors == #"\u{1b}[1mno"#)
            #expect(run.outcome == .exit(3))
        }

        static let forms: [(form: Extractor.Form, text: String, isGood: Bool)] = [
            (.text, "", true), (.text, #"a\nb\tc\n"#, true), (.text, "a", false),
            (.text, #"a\n\n\nb\n"#, false), (.text, #"\na\n"#, false),
            (.text, #"a\nb\n\n"#, false),
            (.text, #"\n"#, false), (.text, #"a\n \nb\n"#, true),
            (.text, #"a\f\n"#, false), (.text, #"\377\n"#, false),
            (.text, #"\357\273\277a\n"#, false),
            (.json, #"{"a":1}"#, true), (.json, #"{"a": 1}"#, false), (.json, "", false),
            (.bytes, #"\377\000"#, true),
        ]

        @Test(arguments: forms)
        func `an output that is not of the form it promises is none`(
            form: Extractor.Form,
            text: String,
            isGood: Bool,
        ) throws {
            var command = ShellCommand(#"printf '"# + text + #"' >"$2""#)
            command.form = form
            let run = try command.run(.all)
            #expect(run.outcome == (isGood ? .ok : .failed("output-form")))
        }

        @Test
        func `another program than the recorded one is not run`() throws {
            let tools = HostTools.found
            let engine = ExtractionEngine.ofTests(tools)
            let job = try ShellCommand(#"echo >"$2""#).job(tools)
            var other = job
            other.extractor.command?.executable.digest = Digest.none
            #expect(engine.run(other, isPerturbed: false).unavailability == .otherBytes)
            other = job
            other.extractor.command?.executable.path = "/usr/bin/not-here"
            #expect(engine.run(other, isPerturbed: false).unavailability == .notInstalled)
            other = job
            other.files = [[1]]
            #expect(engine.run(other, isPerturbed: false).unavailability == .filesMissing)
            other = job
            other.extractor.version = "0"
            other.extractor.kind = .builtin
            other.extractor.command = nil
            #expect(engine.run(other, isPerturbed: false).unavailability == .unknown)
            other = job
            var withoutLimits = tools
            withoutLimits.limiter = nil
            let run = ExtractionEngine.ofTests(withoutLimits).run(other, isPerturbed: false)
            guard case .system = run.unavailability else {
                Issue.record("\(run)")
                return
            }
            #expect(engine.run(job, isPerturbed: false).unavailability == nil)
        }

        @Test
        func `a stranger's statement leads out of nothing`() throws {
            let engine = ExtractionEngine.ofTests(.found)
            let job = try ShellCommand(#"echo >"$2""#).job(.found)
            let content = Reference(digest: Digest.none, byteCount: 0)
            let changes: [(inout ExtractorCommand) -> Void] = [
                { $0.files = [ExtractorCommand.File(name: "../x", content: content)] },
                { $0.files = [ExtractorCommand.File(name: "input", content: content)] },
                { $0.files = [ExtractorCommand.File(name: "", content: content)] },
                { $0.arguments.append("{output:../x}") },
                { $0.arguments.append("a\0b") },
                { $0.environment.append("/bin/rm") },
                { $0.environment.append("-S=x") },
                { $0.environment.append("=x") },
                { $0.environment.append("LD_PRELOAD=/usr/lib/x.so") },
                { $0.environment.append("LC_TIME=C") },
                { $0.executable.path = "/bin/a=b/sh" },
                { $0.executable.path = "bin/sh" },
            ]
            for change in changes {
                var other = job
                if var command = other.extractor.command {
                    change(&command)
                    other.extractor.command = command
                }
                #expect(engine.run(other, isPerturbed: false).unavailability == .malformed)
            }
        }

        @Test(arguments: Surroundings.allCases)
        func `a program out of reach is told with its path`(around: Surroundings) throws {
            guard around.tools.dropper != nil else {
                // Only root has another user for commands, who cannot read what is root's.
                return
            }
            let folder = try TemporaryFolder()
            #expect(shell("cp /bin/true '\(folder.path)/own'").exitCode == 0)
            var object = ShellCommand("").definition.object ?? [:]
            object["executable"] = .string("\(folder.path)/own")
            let definition = try CommandDefinition(parsing: CanonicalJSON.encode(.object(object)))
            let error = #expect(throws: CommandError.self) {
                try CommandExtractor(definition, beside: folder.folder, tools: around.tools)
            }
            #expect(error?.code == .inputOutput)
            #expect(error?.message.hasPrefix("\(folder.path)/own cannot be started: ") == true)
        }

        @Test
        func `what cannot be described says why`() throws {
            let folder = try TemporaryFolder().folder
            func code(_ changes: (inout JSONObject) -> Void) throws -> CommandError.Code? {
                var object = ShellCommand("").definition.object ?? [:]
                changes(&object)
                let definition = try CommandDefinition(
                    parsing: CanonicalJSON.encode(.object(object))
                )
                return #expect(throws: CommandError.self) {
                    try CommandExtractor(definition, beside: folder)
                }?.code
            }
            #expect(try code { $0["executable"] = "no-such-program" } == .notFound)
            #expect(try code { $0["executable"] = "/usr/bin/no-such-program" } == .notFound)
            #expect(try code { $0["executable"] = "/usr" } == .inputOutput)
            let long = String(repeating: "x", count: CommandExtractor.descriptionByteLimit)
            #expect(try code { $0["note"] = .string(long) } == .invalidDefinition)
            #expect(try code { $0["files"] = ["none"] } == .notFound)
            #expect(try code { $0["probe"] = ["-c", ":"] } == .noVersion)
            #expect(try code { $0["probe"] = ["-c", "echo 1; exit 1"] } == .noVersion)
        }
    }
}

extension Digest {
    /// Of nothing that there is.
    static let none = Sha256.digest("nothing has this digest".utf8.span)
}
