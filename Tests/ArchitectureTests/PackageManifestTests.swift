import Testing

@Suite struct PackageManifestTests {
    @Test func `targets are read in order, with what they depend on`() {
        let manifest = PackageManifest(
            text: """
                let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
                func module(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
                    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
                }
                targets: [
                    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
                    module("Manifests", uses: ["CYAML"]),
                    module("Transport", uses: [
                        "Manifests", logging,
                    ]),
                    .executableTarget(
                        name: "lockstep-bench",
                        dependencies: ["Manifests"]),
                    tests("ManifestsTests", uses: ["Manifests"]),
                ]
                """)
        #expect(
            manifest.targets == [
                .init(name: "CYAML", isSystemLibrary: true, dependencies: []),
                .init(name: "Manifests", isSystemLibrary: false, dependencies: ["CYAML"]),
                .init(name: "Transport", isSystemLibrary: false, dependencies: ["Manifests", "Logging"]),
                .init(name: "lockstep-bench", isSystemLibrary: false, dependencies: ["Manifests"]),
            ])
    }

    @Test(arguments: [
        "import Manifests",
        "package import Manifests",
        "  @preconcurrency import Manifests  // why",
        "@testable @_spi(Tests) internal import struct Manifests.Value",
        "import Manifests.Value",
    ])
    func `an import is seen in all its forms`(line: String) {
        let file = SourceFile(path: "Sources/Cluster/Client/Client.swift", text: "// first\n" + line)
        #expect(
            Import.all(in: file) == [
                Import(importer: "Cluster", module: "Manifests", place: "Sources/Cluster/Client/Client.swift:2")
            ])
    }

    @Test(arguments: ["// import Manifests", "let text = \"import Manifests\"", "importManifests()"])
    func `what only looks like an import is none`(line: String) {
        #expect(Import.all(in: SourceFile(path: "Sources/Cluster/Client.swift", text: line)) == [])
    }
}
