// swift-tools-version: 6.2
import PackageDescription

// `make lint` and `make test` set LOCKSTEP_STRICT, so a newer compiler's new warning stops a
// contributor's check, never a user's build.
let strict = Context.environment["LOCKSTEP_STRICT"] != nil

let swiftSettings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// The loader has less to do at each start: what it relocates is packed (glibc 2.36 and later unpack it), and no symbol
/// of the program itself is looked for, since it loads no plug-ins.
let linkerSettings: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic",
        ], .when(platforms: [.linux], configuration: .release))
]

/// A library target; `uses` names its direct dependencies, all of them further up this file.
func module(_ name: String, uses dependencies: [Target.Dependency], without excluded: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: excluded, swiftSettings: swiftSettings)
}

func tests(_ name: String, uses dependencies: [Target.Dependency], without excluded: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: excluded, swiftSettings: swiftSettings)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "lockstep",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "lockstep", targets: ["lockstep"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "CCurl"),
        .target(name: "CMalloc", linkerSettings: [.linkedLibrary("jemalloc")]),

        module("Manifests", uses: ["CYAML"]),
        module("StructuredMerge", uses: ["Manifests"]),
        module("Patterns", uses: []),
        module("CEL", uses: ["Manifests", "StructuredMerge", "Patterns"]),
        module("Transport", uses: ["CCurl", "Manifests", logging]),
        module("Repository", uses: ["CLibgit2", logging]),
        module("Trust", uses: ["COpenSSL", "CSodium", "CLinux", "Manifests"]),
        module("Catalog", uses: ["Manifests", "Transport", "Trust"]),
        module("Rules", uses: ["Manifests", "StructuredMerge", "Patterns"]),
        module("Judging", uses: ["Manifests"]),
        module("Drift", uses: ["Manifests", "Transport", "Trust", "Judging"]),
        module("Retraining", uses: ["Manifests", "Transport", "Trust"]),
        module("Measurement", uses: ["Manifests", "Transport", "Catalog", "Judging"]),
        module("Releases", uses: ["Manifests", "Repository", "Trust", "Judging"]),
        module("Cluster", uses: ["Manifests", "Transport", logging], without: ["Health/Kinds"]),
        module(
            "EmbeddedCluster",
            uses: [
                "Manifests", "StructuredMerge", "Patterns", "CEL", "Trust", grdb, hummingbird, httpTypes, nioCore,
                logging,
                lifecycle,
            ]),
        module(
            "Delivery",
            uses: [
                "Manifests", "StructuredMerge", "Transport", "Repository", "Trust", "Rules", "Judging", "Drift",
                "Retraining", "Measurement", "Releases", "Cluster", logging, lifecycle,
            ]),
        module(
            "Service",
            uses: [
                "Manifests", "Trust", "Delivery", hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes, nioCore,
                nioSSL, logging, lifecycle,
            ]),
        .executableTarget(
            name: "lockstep",
            dependencies: [
                "CMalloc", "Manifests", "Transport", "Repository", "Trust", "Catalog", "Rules", "Judging", "Drift",
                "Retraining",
                "Measurement",
                "Releases", "Cluster",
                "EmbeddedCluster", "Delivery", "Service",
                arguments, logging, lifecycle, signals,
            ],
            swiftSettings: swiftSettings, linkerSettings: linkerSettings),
        .executableTarget(
            name: "lockstep-bench", dependencies: ["Judging", "Manifests", "Releases"],
            path: "Benchmarks/lockstep-bench",
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "rules-bench", dependencies: ["Manifests", "Rules"], path: "Benchmarks/rules-bench",
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "trust-bench", dependencies: ["Trust"], path: "Benchmarks/trust-bench",
            swiftSettings: swiftSettings),
        .target(
            name: "Simulation",
            dependencies: [
                "Manifests", "StructuredMerge", "Repository", "Trust", "Judging", "Releases", "Cluster", "Delivery",
                logging,
            ],
            path: "Benchmarks/Simulation", swiftSettings: swiftSettings),
        .executableTarget(
            name: "lockstep-simulate", dependencies: ["Simulation"], path: "Benchmarks/lockstep-simulate",
            swiftSettings: swiftSettings),

        tests("ManifestsTests", uses: ["Manifests"]),
        tests("StructuredMergeTests", uses: ["StructuredMerge", "Manifests"]),
        tests("PatternsTests", uses: ["Patterns"]),
        tests("CELTests", uses: ["CEL", "Manifests"]),
        tests("TransportTests", uses: ["Transport"]),
        tests("RepositoryTests", uses: ["Repository"]),
        tests("TrustTests", uses: ["Trust", "Manifests", "COpenSSL"], without: ["Tokens/tokens.py"]),
        tests("CatalogTests", uses: ["Catalog", "Trust", "Transport"]),
        tests("RulesTests", uses: ["Rules", "Manifests", "StructuredMerge"]),
        tests("JudgingTests", uses: ["Judging", "Manifests"]),
        tests("DriftTests", uses: ["Drift", "Judging", "Manifests", "Transport", "Trust"], without: ["Fixtures"]),
        tests("RetrainingTests", uses: ["Retraining", "Manifests", "Transport", "Trust"]),
        tests("MeasurementTests", uses: ["Measurement", "Catalog", "Drift", "Judging", "Manifests", "Transport"]),
        tests("ReleasesTests", uses: ["Releases", "Judging", "Manifests", "Repository", "Trust"]),
        tests("ClusterTests", uses: ["Cluster", "Manifests", "Transport"], without: ["Health/Fixtures"]),
        tests(
            "EmbeddedClusterTests",
            uses: ["EmbeddedCluster", "Manifests", "StructuredMerge", "Cluster", "Transport", logging, lifecycle]),
        tests(
            "DeliveryTests",
            uses: [
                "Delivery", "StructuredMerge", "Cluster", "Manifests", "Repository", "Trust", "Rules", "Judging",
                "Retraining", "Measurement", "Releases", "Transport", logging,
            ]),
        tests("DemoTests", uses: []),
        tests("SimulationTests", uses: ["Simulation"]),
        tests("EndToEndTests", uses: ["Manifests"], without: ["Support/fault_proxy.py"]),
        tests("ArchitectureTests", uses: []),
    ]
)

// Builds one test target and what it needs, while another part of the tree is in pieces.
if let only = Context.environment["LOCKSTEP_TESTS"] {
    package.targets.removeAll { $0.type == .test && $0.name != only }
}

// libFuzzer brings its own `main`, so only `scripts/fuzz.sh` asks for this target.
if Context.environment["LOCKSTEP_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "rules-fuzz", dependencies: ["Manifests", "Rules"], path: "Fuzzing/rules-fuzz",
            swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])]))
    package.products.append(.executable(name: "rules-fuzz", targets: ["rules-fuzz"]))
}
