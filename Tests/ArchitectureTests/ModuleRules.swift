/// Each rule gives what breaks it, one message each; none is kept.
enum ModuleRules {
    /// The direction of the data, as docs/architecture.md shows it. Each may import those before it.
    static let direction = [
        "Manifests", "StructuredMerge", "Patterns", "CEL", "Transport", "Repository", "Trust", "Catalog", "Rules",
        "Judging",
        "Drift",
        "Retraining", "Measurement", "Releases", "Cluster", "EmbeddedCluster",
        "Delivery", "Service", "lockstep",
    ]

    static func direction(of targets: [PackageManifest.Target]) -> [String] {
        let positions = targets.map(\.name).compactMap { name in
            direction.firstIndex(of: name).map { (name: name, position: $0) }
        }
        let swapped = zip(positions, positions.dropFirst()).filter { $0.position > $1.position }
            .map { "Package.swift: '\($1.name)' must stand before '\($0.name)'" }
        let libraries = targets.drop(while: \.isSystemLibrary).filter(\.isSystemLibrary)
            .map { "Package.swift: the system library '\($0.name)' must stand before all modules" }
        return swapped + libraries
    }

    /// A module imports only what stands above it, and of that only what Package.swift gives it.
    static func imports(_ imports: [Import], targets: [PackageManifest.Target]) -> [String] {
        let order = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1.name, $0) })
        return imports.compactMap { entry in
            guard let importer = order[entry.importer] else {
                return "\(entry.place): '\(entry.importer)' is not a target of Package.swift"
            }
            guard let imported = order[entry.module] else { return nil }
            if imported >= importer {
                return "\(entry.place): '\(entry.importer)' must not import '\(entry.module)', which stands below it"
            }
            if !targets[importer].dependencies.contains(entry.module) {
                return "\(entry.place): Package.swift does not give '\(entry.module)' to '\(entry.importer)'"
            }
            return nil
        }
    }

    /// Each third-party library enters through one module, each C library too.
    static func entrances(_ imports: [Import], targets: [PackageManifest.Target]) -> [String] {
        let own = Set(targets.filter { !$0.isSystemLibrary }.map(\.name))
        let foreign = imports.filter { !own.contains($0.module) && !toolchain.contains($0.module) }
        return Dictionary(grouping: foreign, by: \.module).sorted { $0.key < $1.key }.compactMap { module, entries in
            let importers = Set(entries.map(\.importer))
            let isKept =
                everywhere.contains(module)
                || (servers(of: module)?.isSuperset(of: importers) ?? (importers.count == 1))
            let places = entries.map(\.place).joined(separator: ", ")
            return isKept
                ? nil : "'\(module)' enters through \(importers.sorted().joined(separator: " and ")): \(places)"
        }
    }

    static func names(of targets: [PackageManifest.Target], files: [SourceFile]) -> [String] {
        let folders = files.flatMap { $0.path.split(separator: "/").dropLast().map(String.init) }
        return Set(targets.map(\.name) + folders).sorted()
            .filter { name in catchAlls.contains { name.hasSuffix($0) } }
            .map { "'\($0)' says nothing of what is in it" }
    }

    private static let everywhere: Set = ["Logging", "ServiceLifecycle", "UnixSignals"]

    /// The two modules that answer HTTP share the server library and what it is made of.
    private static func servers(of module: String) -> Set<String>? {
        let isServer = ["Hummingbird", "HTTPTypes", "NIO"].contains { module.hasPrefix($0) }
        return isServer ? ["EmbeddedCluster", "Service"] : nil
    }

    private static let toolchain: Set = [
        "Swift", "Foundation", "FoundationEssentials", "FoundationXML", "Dispatch", "Synchronization", "RegexBuilder",
        "Observation",
        "Glibc", "Musl", "Darwin",
    ]

    private static let catchAlls = [
        "Util", "Utils", "Utilities", "Helper", "Helpers", "Common", "Extensions", "Manager", "Misc",
    ]
}
