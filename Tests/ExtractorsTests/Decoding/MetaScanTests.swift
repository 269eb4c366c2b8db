// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct MetaScanTests {
    private func scan(_ markup: String) -> MetaScan.Declaration? {
        MetaScan.declaration(in: Array(markup.utf8))
    }

    @Test(arguments: [
        ("<meta charset=koi8-r>", TextEncoding.koi8R),
        ("<META CHARSET = 'KOI8-R' >", .koi8R),
        ("<meta/charset=\" koi8-r \"/>", .koi8R),
        ("<!doctype html><html><head><title>a > b</title><meta charset=big5>", .big5),
        (
            "<meta http-equiv=content-type content='text/html; charset=gb2312'>",
            .gbk,
        ),
        ("<meta content='charset = \"euc-kr\"' http-equiv=Content-Type>", .eucKR),
        ("<meta content='x charset charset=big5;y' http-equiv=content-type>", .big5),
        ("<!-- <meta charset=big5> --><meta charset=koi8-r>", .koi8R),
        ("<!--><meta charset=koi8-r>", .koi8R),
        ("<a title='<meta charset=big5>'><meta charset=koi8-r>", .koi8R),
        ("</x <meta charset=big5> <meta charset=koi8-r>", .koi8R),
        ("<?x <meta charset=big5> ?><meta charset=koi8-r>", .koi8R),
        ("<meta charset=nonsense><meta charset=koi8-r>", .koi8R),
        ("<meta charset=big5 charset=koi8-r>", .big5),
        ("<meta charset=utf-16>", .utf8),
        ("<meta charset=x-user-defined>", .windows1252),
        ("<?xml version='1.0' encoding='iso-8859-2'?><rss>", .iso88592),
        ("<?xml encoding=\"koi8-r\"?><meta charset=big5>", .big5),
        ("<\0?\0x\0", .utf16LE),
        ("\0<\0?\0x", .utf16BE),
    ])
    func `a declaration is found`(markup: String, encoding: TextEncoding) {
        #expect(scan(markup)?.encoding == encoding)
    }

    @Test(arguments: [
        "", "<", "<meta", "<meta ", "<meta charset", "<meta charset=", "<meta charset=big5",
        "<meta charset='big5", "<metal charset=big5>", "<meta content='text/html; charset=big5'>",
        "<meta http-equiv=refresh content='charset=big5'>", "<!-- <meta charset=big5>",
        "<body><meta charset=big5>", "<body class=a><meta charset=big5>",
        "<meta http-equiv=content-type content='charset=\"big5'>", "<?xml encoding=big5?>",
        "<p title='<meta charset=big5>", " <?xml encoding='big5'?>",
    ])
    func `what is no declaration is none`(markup: String) {
        #expect(scan(markup) == nil)
    }

    @Test func `an unknown label is reported when no other is declared`() {
        let found = scan("<meta charset=' utf-7 '><meta charset=utf-8mb4>")
        #expect(found?.encoding == nil && found?.label?.bytes == Array("utf-7".utf8))
    }

    @Test func `only the first 16 KiB are looked at`() {
        let meta = "<meta charset=big5>"
        let room = MetaScan.limit - meta.utf8.count
        #expect(scan(String(repeating: " ", count: room) + meta) != nil)
        #expect(scan(String(repeating: " ", count: room + 1) + meta) == nil)
    }

    @Test(arguments: [
        "<meta charset='koi8-r'>", "<?xml version='1.0' encoding='iso-8859-2'?>",
        "<meta content='charset=\"euc-kr\"' http-equiv=Content-Type><!-- x -->",
    ])
    func `a declaration cut at every byte does not trap`(markup: String) {
        let bytes = Array(markup.utf8)
        for count in 0..<bytes.count {
            _ = MetaScan.declaration(in: Array(bytes[..<count]))
        }
    }
}
