// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Glibc
import SystemPackage
import Testing

@testable import ArchiveIO

@Suite struct StoreErrorTests {
    @Test(arguments: [
        (Errno.noSuchFileOrDirectory, StoreError.Code.notFound), (.fileExists, .alreadyExists),
        (.notDirectory, .notPlain), (.tooManySymbolicLinkLevels, .notPlain),
        (.noSuchAddressOrDevice, .notPlain), (.noSpace, .inputOutput),
        (.readOnlyFileSystem, .inputOutput), (.permissionDenied, .inputOutput),
        (.ioError, .inputOutput),
    ])
    func `a refused call is named`(number: Errno, code: StoreError.Code) {
        let error = #expect(throws: StoreError.self) {
            try perform("openat", "the/place") { () -> Int32 in
                errno = number.rawValue
                return -1
            }
        }
        #expect(error?.code == code)
        #expect(error?.cause == SystemCallFailure(call: "openat", errno: number))
        #expect(error?.message.contains("the/place") == true)
        #expect(error?.message.contains("openat") == true)
    }

    @Test func `an interrupted call is made again`() throws {
        var count = 0
        let result = try perform("read", "x") { () -> Int in
            count += 1
            errno = EINTR
            return count < 4 ? -1 : 7
        }
        #expect(result == 7)
        #expect(count == 4)
    }

    @Test func `an interrupted call is made again but for those that must not be`() throws {
        var count = 0
        let interrupted = { () -> Int32 in
            count += 1
            errno = EINTR
            return count < 3 ? -1 : 7
        }
        #expect(try perform("read", "it", interrupted) == 7)
        #expect(count == 3)
        count = 0
        let error = #expect(throws: StoreError.self) {
            try performOnce("fsync", "it", interrupted)
        }
        #expect(error?.cause == SystemCallFailure(call: "fsync", errno: .interrupted))
        #expect(count == 1)
    }
}
