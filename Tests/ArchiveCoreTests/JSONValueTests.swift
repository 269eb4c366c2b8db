// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing

@Suite struct JSONValueTests {
    @Test func `each kind is read as itself and as nothing else`() {
        let values: [JSONValue] = [.null, true, 7, "text", [1], ["a": 1]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.integer) == [nil, nil, 7, nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, "text", nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, nil, [1], nil])
        #expect(values.map(\.object) == [nil, nil, nil, nil, nil, ["a": 1]])
        #expect(values.map { $0["a"] } == [nil, nil, nil, nil, nil, 1])
        #expect(JSONValue(nil as String?) == .null)
        for (index, value) in values.enumerated() {
            for (other, right) in values.enumerated() {
                #expect((value == right) == (index == other))
            }
        }
        #expect(Set(values).count == values.count)
    }

    @Test func `texts of other bytes differ though they look alike`() {
        #expect(JSONValue.string("é") != .string("e\u{301}"))
        #expect(JSONValue.object(["é": 1]) != .object(["e\u{301}": 1]))
        #expect(JSONValue.object(["é": 1])["e\u{301}"] == nil)
    }

    @Test func `members are kept in the order of their names' bytes`() {
        var object: JSONObject = ["b": 2, "": 0, "ab": 1, "é": 4, "Z": 5]
        #expect(object.members.map(\.name) == ["", "Z", "ab", "b", "é"])
        object["aa"] = 6
        object["zz"] = 7
        object["b"] = 8
        object["Z"] = nil
        object["nothing"] = nil
        #expect(object.members.map(\.name) == ["", "aa", "ab", "b", "zz", "é"])
        #expect(object.members.map(\.value) == [0, 6, 1, 8, 7, 4])
        #expect(object["b"] == 8)
        #expect(JSONObject().members.isEmpty)
    }

    @Test func `a literal with one name twice stops the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = ["a": 1, "a": 2] as JSONObject
        }
    }
}
