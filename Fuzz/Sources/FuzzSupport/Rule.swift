// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Ends the program when a rule is broken, so that libFuzzer keeps the input.
package func expect(_ isKept: Bool, _ rule: @autoclosure () -> String) {
    if !isKept {
        fatalError("broken: \(rule())")
    }
}

/// Returns the bytes that libFuzzer gives.
package func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    // libFuzzer vouches for the bytes while its call lasts; they are copied.
    unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
}
