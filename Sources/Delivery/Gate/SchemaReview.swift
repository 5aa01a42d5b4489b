import Manifests
import Rules

/// Whether policies read fields that their kinds have, by Kubernetes' own schemas and those of the repository's
/// definitions. A policy with a misspelt field would let through what it was written against.
enum SchemaReview {
    private static let kind = "CustomResourceDefinition"

    /// The files of a checkout that define kinds, if it has policies that these could matter to.
    static func definitions(in checkout: Checkout) -> [Checkout.File] {
        checkout.policies.isEmpty ? [] : files(with: kind, in: checkout)
    }

    /// The files of a checkout that may define one of some kinds.
    static func files(defining kinds: Set<GroupVersionKind>, in checkout: Checkout) -> [Checkout.File] {
        files(with: kind, in: checkout).filter { file in
            kinds.contains { contains(Array($0.kind.utf8), in: file.bytes) }
        }
    }

    private static func files(with word: String, in checkout: Checkout) -> [Checkout.File] {
        let word = Array(word.utf8)
        return checkout.files.filter { contains(word, in: $0.bytes) && Environment.isManifestName($0.path) }
    }

    /// Whether text that cannot be read would be a definition: `kind: CustomResourceDefinition` at the beginning of a line,
    /// of an item or in braces, with or without quotes.
    static func looksLikeDefinition(_ bytes: [UInt8]) -> Bool {
        // Made at each call: it cannot be shared, and is needed where something is wrong.
        let line = /(?:^|[{,])[ \t\-]*["']?kind["']?\s*:\s*["']?CustomResourceDefinition(?:["']|\s|[,}]|$)/
        return String(decoding: bytes, as: UTF8.self).firstMatch(of: line.anchorsMatchLineEndings()) != nil
    }

    /// Whether bytes hold a word, by comparing where its first byte is: every file of a checkout is asked.
    private static func contains(_ word: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = word.first, bytes.count >= word.count else { return false }
        return bytes.withUnsafeBufferPointer { text in
            (0...text.count - word.count).contains { text[$0] == first && text[$0...].starts(with: word) }
        }
    }

    /// Where kinds that the repository defines keep their pods, by an annotation: `spec.template.spec`, several by
    /// commas.
    static func podPaths(_ definitions: [Checkout.File]) -> [String: [PodPath]] {
        var paths: [String: [PodPath]] = [:]
        for file in definitions {
            for document in YAML.parse(file.bytes, file: file.path).documents
            where document.value["kind"]?.string == kind {
                guard let text = document.value[path: "metadata", "annotations", ObjectOptions.podTemplate]?.string,
                    let name = document.value[path: "spec", "names", "kind"]?.string
                else { continue }
                paths[name] = text.split(separator: ",").map { path in
                    PodPath(path.filter { $0 != " " }.split(separator: ".").map(String.init))
                }
            }
        }
        return paths
    }

    /// What the policies read that their kinds do not have.
    static func review(_ programs: [PolicyProgram], definitions: [Checkout.File]) -> [Diagnostic] {
        var schemas = PolicySchemas()
        var diagnostics: [Diagnostic] = []
        for file in definitions {
            // What is wrong with a manifest is told where manifests are read.
            let values = YAML.parse(file.bytes, file: file.path).documents.map(\.value)
                .filter { $0["kind"]?.string == kind }
            do throws(RulesError) { try schemas.add(values, of: file.path) } catch {
                if case .invalid(let found) = error { diagnostics += found }
            }
        }
        return diagnostics + programs.flatMap { $0.check(against: schemas) }
    }
}
