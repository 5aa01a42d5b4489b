import StructuredMerge

/// What `kubectl explain` says of the built-in kinds: of the kinds themselves, and of the fields that are asked for most.
///
/// A line `package/version.Type: TEXT` describes a type, lines `.field: TEXT` after it that type's fields. Before the
/// first type stand fields that every kind has.
final class Descriptions: Sendable {
    static let builtIn = Descriptions()

    static let texts = [common, kinds, workloads, pods, services, access, storage, scaling, definitions]

    private let known: [Substring: Substring]

    private init() {
        var known: [Substring: Substring] = [:]
        for text in Self.texts {
            var type = Substring()
            for line in text.split(separator: "\n") {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let (name, words) = (line[..<colon], line[line.index(after: colon)...].drop { $0 == " " })
                if name.first == "." {
                    known[type.isEmpty ? name.dropFirst() : type + name] = words
                } else {
                    type = name
                    // A type may stand alone, only to have fields described.
                    if !words.isEmpty { known[name] = words }
                }
            }
        }
        self.known = known
    }

    /// Of a type by its full name, or of a field that every kind has.
    subscript(name: String) -> String? { known[Substring(name)].map(String.init) }

    func field(_ name: String, of type: APIType) -> String? {
        self["\(type.name).\(name)"] ?? (type.hasIdentity ? self[name] : nil)
    }
}
