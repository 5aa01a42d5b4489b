import Testing

@Suite struct ModuleRulesTests {
    private let targets: [PackageManifest.Target] = [
        .init(name: "CYAML", isSystemLibrary: true, dependencies: []),
        .init(name: "Manifests", isSystemLibrary: false, dependencies: ["CYAML"]),
        .init(name: "Transport", isSystemLibrary: false, dependencies: ["Logging"]),
        .init(name: "Cluster", isSystemLibrary: false, dependencies: ["Manifests", "Transport"]),
        .init(name: "EmbeddedCluster", isSystemLibrary: false, dependencies: ["Manifests", "Hummingbird"]),
        .init(name: "Delivery", isSystemLibrary: false, dependencies: ["Cluster"]),
    ]

    private func entry(_ importer: String, _ module: String) -> Import {
        Import(importer: importer, module: module, place: "Sources/\(importer)/A.swift:1")
    }

    @Test func `an import of a module above is kept`() {
        let imports = [entry("Cluster", "Manifests"), entry("Cluster", "Foundation"), entry("Manifests", "CYAML")]
        #expect(ModuleRules.imports(imports, targets: targets) == [])
    }

    @Test func `an import of a module below is refused`() {
        #expect(
            ModuleRules.imports([entry("Transport", "Cluster")], targets: targets)
                == ["Sources/Transport/A.swift:1: 'Transport' must not import 'Cluster', which stands below it"])
    }

    @Test func `an import that Package.swift does not give is refused`() {
        #expect(
            ModuleRules.imports([entry("Delivery", "Manifests")], targets: targets)
                == ["Sources/Delivery/A.swift:1: Package.swift does not give 'Manifests' to 'Delivery'"])
    }

    @Test func `a folder that is no target is refused`() {
        #expect(
            ModuleRules.imports([entry("Attic", "Manifests")], targets: targets)
                == ["Sources/Attic/A.swift:1: 'Attic' is not a target of Package.swift"])
    }

    @Test func `a target moved against the direction is refused`() {
        #expect(ModuleRules.direction(of: targets) == [])
        #expect(
            ModuleRules.direction(of: [targets[0], targets[3], targets[1]])
                == ["Package.swift: 'Manifests' must stand before 'Cluster'"])
        #expect(
            ModuleRules.direction(of: [targets[1], targets[0]])
                == ["Package.swift: the system library 'CYAML' must stand before all modules"])
    }

    @Test func `a library that enters through two modules is refused`() {
        #expect(
            ModuleRules.entrances([entry("EmbeddedCluster", "GRDB"), entry("Delivery", "GRDB")], targets: targets)
                == [
                    "'GRDB' enters through Delivery and EmbeddedCluster: Sources/EmbeddedCluster/A.swift:1, Sources/Delivery/A.swift:1"
                ])
        #expect(
            ModuleRules.entrances([entry("Manifests", "CYAML"), entry("Cluster", "CYAML")], targets: targets).count == 1
        )
    }

    @Test func `the server library enters through the two servers only`() {
        let servers = [entry("EmbeddedCluster", "Hummingbird"), entry("Service", "Hummingbird")]
        #expect(ModuleRules.entrances(servers, targets: targets) == [])
        #expect(
            ModuleRules.entrances([entry("Delivery", "NIOCore")], targets: targets)
                == ["'NIOCore' enters through Delivery: Sources/Delivery/A.swift:1"])
    }

    @Test func `logging, the toolchain and the project's own modules enter anywhere`() {
        let imports = ["Logging", "ServiceLifecycle", "Foundation", "Manifests"]
            .flatMap { [entry("Cluster", $0), entry("Delivery", $0)] }
        #expect(ModuleRules.entrances(imports, targets: targets) == [])
    }

    @Test(arguments: ["Utils", "Helpers", "Common", "Extensions", "SyncManager", "StringUtils"])
    func `a name that says nothing is refused`(name: String) {
        let target = PackageManifest.Target(name: name, isSystemLibrary: false, dependencies: [])
        #expect(ModuleRules.names(of: [target], files: []) == ["'\(name)' says nothing of what is in it"])
        let file = SourceFile(path: "Sources/Cluster/\(name)/A.swift", text: "")
        #expect(ModuleRules.names(of: targets, files: [file]) == ["'\(name)' says nothing of what is in it"])
    }
}
