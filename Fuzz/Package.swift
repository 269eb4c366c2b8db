// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import PackageDescription

/// The settings of the project; a fuzz target has no `main`, which is libFuzzer's.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A fuzz target: a program that libFuzzer gives bytes.
func fuzz(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["Extractors", "FuzzSupport"],
        swiftSettings: house + [.unsafeFlags(["-parse-as-library"])],
    )
}

let package = Package(
    name: "Fuzz",
    targets: [
        // A link to the sources of the project, so that what is `package` there is so here.
        .target(name: "Extractors", swiftSettings: house),
        .target(name: "FuzzSupport", dependencies: ["Extractors"], swiftSettings: house),
        fuzz("FuzzDecoding"),
        fuzz("FuzzArticle"),
        fuzz("FuzzText"),
        fuzz("FuzzLooseJSON"),
    ],
)
