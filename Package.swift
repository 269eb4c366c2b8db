// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import PackageDescription

/// Settings of every target written here.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A library target with the house settings.
func library(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

/// A test target with the house settings and the shared test support.
func tests(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(
        name: name,
        dependencies: ["ArchiveTestSupport"] + dependencies,
        swiftSettings: house,
    )
}

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser",
)

let package = Package(
    name: "archive",
    products: [
        .executable(name: "archive", targets: ["archive"]),
        .executable(name: "archive-verify", targets: ["archive-verify"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CDeflate",
            pkgConfig: "libdeflate",
            providers: [.apt(["libdeflate-dev"])],
        ),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])],
        ),
        .systemLibrary(name: "CLinux"),
        library("ArchiveCore"),
        library("ArchiveCrypto", "ArchiveCore", "COpenSSL"),
        library("ArchiveIO", "CLinux", system),
        library(
            "BlobStore",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "CDeflate",
            "CZlib",
            system,
        ),
        library("TransparencyLog", "ArchiveCore", "ArchiveCrypto"),
        library("Provenance", "ArchiveCore"),
        library("Extractors"),
        library(
            "Extraction",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "Extractors",
            "Provenance",
            system,
        ),
        library(
            "ArchiveStore",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "BlobStore",
            "Extraction",
            "Provenance",
            "TransparencyLog",
            system,
        ),
        library(
            "Verification",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "BlobStore",
            "Provenance",
            "TransparencyLog",
        ),
        .executableTarget(
            name: "archive",
            dependencies: [
                "ArchiveCore",
                "ArchiveCrypto",
                "ArchiveIO",
                "ArchiveStore",
                "BlobStore",
                "Extraction",
                "Provenance",
                "TransparencyLog",
                "Verification",
                arguments,
                system,
            ],
            resources: [.embedInCode("SPEC.md")],
            swiftSettings: house,
        ),
        .executableTarget(
            name: "archive-verify",
            dependencies: [
                "ArchiveCore", "ArchiveIO", "BlobStore", "TransparencyLog", "Verification", system,
            ],
            swiftSettings: house,
            // Runs without shared libraries wherever the kernel does.
            linkerSettings: [
                .unsafeFlags(
                    ["-static-executable", "-Xlinker", "-s"],
                    .when(configuration: .release),
                )
            ],
        ),
        // Not a product: scores and times the extractors.
        .executableTarget(
            name: "extract-pages",
            dependencies: ["Extractors"],
            path: "tools/extract-pages",
            swiftSettings: house,
        ),
        .target(
            name: "ArchiveTestSupport",
            dependencies: [
                "ArchiveCore", "ArchiveCrypto", "ArchiveIO", "BlobStore", "Extraction",
                "Provenance", "TransparencyLog", system,
            ],
            path: "Tests/ArchiveTestSupport",
            swiftSettings: house,
        ),
        // Not a product: the worker processes of the tests.
        .executableTarget(
            name: "extraction-test-worker",
            dependencies: ["ArchiveIO", "Extraction", "Provenance"],
            path: "Tests/ExtractionTestWorker",
            swiftSettings: house,
        ),
        tests("ArchiveCoreTests", "ArchiveCore"),
        tests("ArchiveCryptoTests", "ArchiveCore", "ArchiveCrypto"),
        tests("ArchiveIOTests", "ArchiveIO", system),
        tests("BlobStoreTests", "ArchiveCore", "ArchiveCrypto", "ArchiveIO", "BlobStore", system),
        tests(
            "ExtractionTests",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "Extraction",
            "Provenance",
            "extraction-test-worker",
            system,
        ),
        tests("ExtractorsTests", "Extractors", system),
        tests(
            "ArchiveStoreTests",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "ArchiveStore",
            "BlobStore",
            "Extraction",
            "Provenance",
            "TransparencyLog",
            // Its rule for keys is compared with the writer's.
            "Verification",
            system,
        ),
        tests("TransparencyLogTests", "ArchiveCore", "ArchiveCrypto", "TransparencyLog"),
        tests("ProvenanceTests", "ArchiveCore", "Provenance"),
        tests(
            "VerificationTests",
            "ArchiveCore",
            "ArchiveCrypto",
            "ArchiveIO",
            "BlobStore",
            "Provenance",
            "TransparencyLog",
            "Verification",
            system,
        ),
    ],
)
