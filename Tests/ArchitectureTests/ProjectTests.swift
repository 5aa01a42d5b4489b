import Testing

/// The rules, held against the project itself. Each is also shown to fail on a bad example, in the
/// tests of the rules.
@Suite struct ProjectTests {
    private let tree: ProjectTree
    private let targets: [PackageManifest.Target]
    private let sources: [SourceFile]
    private let imports: [Import]

    init() throws {
        tree = try ProjectTree.here.get()
        targets = PackageManifest(text: tree.text(of: "Package.swift")).targets
        sources = tree.swiftFiles(under: "Sources")
        imports = sources.flatMap(Import.all)
    }

    @Test func `the tree is the project's, and is read whole`() {
        #expect(Set(targets.map(\.name)).isSuperset(of: ["CYAML", "Manifests", "Delivery", "lockstep"]))
        #expect(sources.count > 10)
        #expect(imports.contains { $0.importer == "Manifests" && $0.module == "CYAML" })
    }

    @Test func `the targets stand in the direction of the data`() {
        #expect(ModuleRules.direction(of: targets) == [])
    }

    @Test func `no module imports against the direction`() {
        #expect(ModuleRules.imports(imports, targets: targets) == [])
    }

    @Test func `each library enters through one module`() {
        #expect(ModuleRules.entrances(imports, targets: targets) == [])
    }

    @Test func `modules and folders are named after what is in them`() {
        #expect(ModuleRules.names(of: targets, files: tree.swiftFiles(under: "Sources", "Tests")) == [])
    }

    @Test func `no file is too long to be one thing`() {
        #expect(tree.swiftFiles(under: "Sources", "Tests").flatMap(FileRules.length) == [])
    }

    @Test func `nothing in the sources ends the process on bad input`() {
        #expect(sources.flatMap(FileRules.traps) == [])
    }

    @Test func `no file names the machine that it was written on`() {
        #expect(tree.files.flatMap(FileRules.machines) == [])
    }

    @Test func `the documents name commands that are there`() {
        let rules = DocumentRules(
            commandLine: tree.swiftFiles(under: "Sources/lockstep"), makefile: tree.text(of: "Makefile"))
        let documents = tree.files.filter { $0.path.hasSuffix(".md") }
        #expect(documents.contains { $0.path == "README.md" })
        #expect(documents.flatMap(rules.commands) == [])
    }
}
