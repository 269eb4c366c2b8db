# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store

# Where a toolchain archive is usually unpacked, after what is on the PATH.
export PATH := $(PATH):/opt/swift/usr/bin:/usr/local/swift/usr/bin
export SWIFT_BACKTRACE := enable=no

STRICT := --explicit-target-dependency-import-check error -Xswiftc -require-explicit-sendable

.PHONY: build test lint cover tsan asan fuzz release demo check clean

build:    ## everything, with tests
	swift build --build-tests $(STRICT)

test:     ## the tests
	swift test --disable-xctest $(STRICT)

lint:     ## format, tidy
	swift format lint --strict -r -p Sources Tests Package.swift
	tools/tidy

cover:    ## the share of lines that the tests run
	swift test --disable-xctest --enable-code-coverage --scratch-path .build-cov $(STRICT)
	tools/coverage "$$(swift test --scratch-path .build-cov --show-codecov-path)"

tsan:     ## the tests, looking for races
	swift test --disable-xctest --sanitize=thread --scratch-path .build-tsan

asan:     ## the tests, looking for memory errors
	swift test --disable-xctest --sanitize=address --scratch-path .build-asan

fuzz:     ## each fuzz target for a minute
	for target in FuzzDecoding FuzzArticle FuzzText FuzzLooseJSON; do Fuzz/run $$target 60 || exit 1; done

release:  ## the programs as they are handed out, and how they are linked
	tools/release

demo:     ## archives the samples, verifies, proves
	tools/demo

check:    ## all that continuous integration runs
	tools/test

clean:    ## removes what was built
	rm -rf .build .build-cov .build-tsan .build-asan
