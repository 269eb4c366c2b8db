// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Provenance
import SystemPackage
import Testing

@testable import Extraction

extension RunningCommands {
    /// The definitions in `Samples/extractors`, run.
    @Suite
    struct SampleExtractorTests {
        private func sample(_ name: String) -> FilePath {
            var folder = FilePath(#filePath)
            for _ in 0..<4 {
                folder.removeLastComponent()
            }
            return folder.appending("Samples/extractors/\(name)")
        }

        private func run(
            _ name: String,
            _ input: [UInt8],
            _ around: Surroundings = .all,
        ) throws -> FinishedExtraction {
            let extractor = try CommandExtractor(contentsOf: sample(name), tools: around.tools)
            let runner = DirectRunner(.ofTests(around.tools))
            runner.submit(
                ExtractionJob(
                    extractor: extractor.extractor,
                    files: extractor.files,
                    input: input,
                    mediaType: nil,
                    limits: extractor.limits,
                    isChecked: true,
                )
            )
            return try #require(runner.next(isWaiting: true))
        }

        @Test
        func `they say what they are`() throws {
            let pdf = try CommandExtractor(contentsOf: sample("pdftotext.json"))
            #expect(pdf.extractor.version.hasPrefix("pdftotext version "))
            #expect(pdf.extractor.command?.executable.path == "/usr/bin/pdftotext")
            #expect(pdf.mediaTypes == ["application/pdf"])
            #expect(pdf.limits.memoryByteCount == 1 << 30)
            let mail = try CommandExtractor(contentsOf: sample("eml-text.json"))
            #expect(mail.extractor.version.hasPrefix("Python 3."))
            #expect(mail.extractor.command?.files.map(\.name) == ["eml_text.py"])
            #expect(mail.extractor.outputs.map(\.name) == ["metadata", "text"])
            // What is recorded can be read again.
            let statement = ExtractorStatement(mail.extractor)
            #expect(statement.extractor == mail.extractor)
        }

        /// A PDF of one page with a line of text.
        private func pdf(_ text: String) -> [UInt8] {
            let content = "BT /F1 24 Tf 72 700 Td (\(text)) Tj ET"
            let objects = [
                "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
                    + "/Resources<</Font<</F1 5 0 R>>>>>>",
                "<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream",
                "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            ]
            var file = "%PDF-1.4\n"
            var offsets: [Int] = []
            for (index, object) in objects.enumerated() {
                offsets.append(file.utf8.count)
                file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
            }
            let table = file.utf8.count
            file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
            for offset in offsets {
                file +=
                    String(repeating: "0", count: 10 - "\(offset)".count) + "\(offset) 00000 n \n"
            }
            file +=
                "trailer\n<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(table)\n%%EOF\n"
            return Array(file.utf8)
        }

        @Test(arguments: Surroundings.allCases)
        func `a PDF gives its text, whatever is around it`(around: Surroundings) throws {
            let finished = try run("pdftotext.json", pdf("Gate three stays closed"), around)
            #expect(finished.run.outcome == .ok, "\(finished.run.errors ?? "")")
            #expect(finished.run.text("text") == "Gate three stays closed\n\n\u{C}")
            #expect(finished.selfCheck?.isIdentical == true)
            if around.tools.tracer != nil {
                #expect(finished.run.closurePaths.contains { $0.contains("/libpoppler.so") })
            }
        }

        @Test
        func `what is no PDF fails, and fails again`() throws {
            let finished = try run("pdftotext.json", Array("no PDF".utf8))
            #expect(finished.run.outcome == .exit(1))
            #expect(finished.run.outputs.isEmpty)
            #expect(finished.run.errors?.contains("Syntax") == true)
            #expect(finished.selfCheck?.isIdentical == true)
        }

        private static let mail = """
            From: =?utf-8?q?Ann=C3=A4_Oru?= <anna@ostrevik.example>
            To: desk@courier.example
            Subject: Gate three
            Date: Fri, 27 Oct 2023 10:00:00 +0200
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: text/html; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            <html><head><title>no</title></head><body><p>The  gate=
             is <b>closed</b>.</p><p>Gr=FC=DFe</p><script>no</script></body></html>
            --x
            Content-Type: application/pdf
            Content-Disposition: attachment; filename="notice.pdf"

            none
            --x--
            """

        @Test(arguments: Surroundings.allCases)
        func `a mail gives its text and fields, whatever is around it`(around: Surroundings) throws
        {
            let finished = try run("eml-text.json", Array(Self.mail.utf8), around)
            #expect(finished.run.outcome == .ok, "\(finished.run.errors ?? "")")
            #expect(finished.run.text("text") == "The gate is closed.\nGrüße\n")
            let fields =
                #"{"attachments":["notice.pdf"],"date":"Fri, 27 Oct 2023 10:00:00 +0200","#
                + #""from":"Annä Oru <anna@ostrevik.example>","message-id":null,"#
                + #""subject":"Gate three","to":"desk@courier.example"}"#
            #expect(finished.run.text("metadata") == fields)
            #expect(finished.selfCheck?.isIdentical == true)
            #expect(finished.selfCheck?.perturbed.contains(.hashSeed) == true)
            #expect(!finished.run.closurePaths.contains { $0.contains("eml_text") })
        }

        @Test
        func `what is no mail fails`() throws {
            let finished = try run("eml-text.json", Array("\n\nno mail".utf8))
            #expect(finished.run.outcome == .exit(3))
        }

        @Test
        func `a definition that is wrong is told with its file`() throws {
            let folder = try TemporaryFolder()
            try folder.folder.makeFile("x.json").write(Array(#"{"nam": ""}"#.utf8).span)
            let error = #expect(throws: CommandError.self) {
                try CommandExtractor(contentsOf: folder.path.appending("x.json"))
            }
            #expect(error?.failure == .unknownMember("nam"))
            #expect(error?.message == "\(folder.path)/x.json: there is no member `nam`.")
            let missing = #expect(throws: CommandError.self) {
                try CommandExtractor(contentsOf: folder.path.appending("y.json"))
            }
            #expect(missing?.code == .notFound)
        }
    }
}
