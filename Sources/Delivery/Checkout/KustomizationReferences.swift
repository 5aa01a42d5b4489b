import Foundation
import Manifests

/// What kustomizations refer to must lie in the repository: what lies elsewhere was not reviewed, signed or pinned with
/// the commit, and is never fetched.
enum KustomizationReferences {
    private static let lists = [
        "resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators",
        "patchesStrategicMerge",
    ]
    private static let patches = ["patches", "patchesJson6902", "replacements"]
    private static let generators = ["configMapGenerator", "secretGenerator"]

    /// A diagnostic for each reference that leads out of the repository or nowhere, of a folder's kustomization and of
    /// every one that it builds on.
    ///
    /// - Parameters:
    ///   - folder: from the repository's root.
    ///   - root: where the repository lies.
    static func elsewhere(from folder: String, in root: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var seen: Set<String> = [folder]
        var waiting = [folder]
        while let folder = waiting.popLast() {
            for file in Checkout.kustomizationFileNames.sorted() {
                let path = "\(folder)/\(file)"
                guard let content = FileManager.default.contents(atPath: "\(root)/\(path)") else { continue }
                // What is wrong with the file is told by the program that renders it.
                for document in YAML.parse(Array(content), file: path).documents {
                    for (text, steps) in references(of: document.value) {
                        if let target = inside(text, from: folder, in: root) {
                            if seen.insert(target).inserted { waiting.append(target) }
                        } else {
                            found.append(diagnostic(text, at: document.location(of: steps) ?? document.location))
                        }
                    }
                }
            }
        }
        return found
    }

    private static func diagnostic(_ text: String, at place: SourceLocation) -> Diagnostic {
        .error(
            "expected a file or a folder of this repository, found '\(text)'", at: place,
            hint: "copy what it refers to into the repository; nothing is fetched from elsewhere, since no commit here "
                + "would say what it was")
    }

    /// The paths from the repository's root that a kustomization in a folder refers to, within the repository.
    static func targets(of kustomization: Value, in folder: String) -> [String] {
        references(of: kustomization).compactMap { path(of: $0.0, from: folder) }
    }

    /// - Returns: the path from the root where there is something, within the repository.
    private static func inside(_ text: String, from folder: String, in root: String) -> String? {
        path(of: text, from: folder).flatMap { FileManager.default.fileExists(atPath: "\(root)/\($0)") ? $0 : nil }
    }

    private static func path(of text: String, from folder: String) -> String? {
        var parts = folder.split(separator: "/").map(String.init)
        guard !text.hasPrefix("/") else { return nil }
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case "", ".": continue
            case "..":
                guard parts.popLast() != nil else { return nil }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    private static func references(of value: Value) -> [(String, [PathStep])] {
        var found: [(String, [PathStep])] = []
        func add(_ text: String?, _ steps: [PathStep]) {
            // What is written in place, such as a patch, has lines of its own.
            if let text, !text.isEmpty, !text.contains("\n") { found.append((text, steps)) }
        }
        for field in lists {
            for (index, item) in (value[field]?.array ?? []).enumerated() {
                add(item.string, [.key(field), .index(index)])
            }
        }
        for field in patches {
            for (index, item) in (value[field]?.array ?? []).enumerated() {
                add(item["path"]?.string, [.key(field), .index(index), .key("path")])
            }
        }
        add(value["openapi"]?["path"]?.string, [.key("openapi"), .key("path")])
        for field in generators {
            for (index, item) in (value[field]?.array ?? []).enumerated() {
                let start: [PathStep] = [.key(field), .index(index)]
                for (number, file) in (item["files"]?.array ?? []).enumerated() {
                    // NAME=PATH or PATH.
                    let path = file.string.map { $0.split(separator: "=", maxSplits: 1).last.map(String.init) ?? $0 }
                    add(path, start + [.key("files"), .index(number)])
                }
                for (number, file) in (item["envs"]?.array ?? []).enumerated() {
                    add(file.string, start + [.key("envs"), .index(number)])
                }
                add(item["env"]?.string, start + [.key("env")])
            }
        }
        return found
    }
}
