import Foundation

/// The place of a file in a model folder: names that every system reads alike, so that nothing leads out of the folder
/// and no two files are one elsewhere.
///
///     try ModelPath("weights/shard-0001.safetensors").components   // ["weights", "shard-0001.safetensors"]
package struct ModelPath: Sendable, Hashable {
    /// At least one.
    package let components: [String]

    /// Bytes of a name, as Linux limits them, and of a whole path.
    private static let mostNameBytes = 255
    private static let mostBytes = 4_095

    /// - Parameter text: components between single slashes.
    /// - Throws: ``TrustError/fileName(_:reason:)``.
    package init(_ text: String) throws(TrustError) {
        try self.init(components: text.split(separator: "/", omittingEmptySubsequences: false).map(String.init))
    }

    /// - Throws: ``TrustError/fileName(_:reason:)``.
    package init(components: [String]) throws(TrustError) {
        let text = components.joined(separator: "/")
        guard text.utf8.count <= Self.mostBytes else { throw .fileName(text, reason: "it is longer than 4095 bytes") }
        guard !components.isEmpty else { throw .fileName(text, reason: "it is empty") }
        for name in components {
            if let reason = Self.fault(in: name) { throw .fileName(text, reason: reason) }
        }
        self.components = components
    }

    /// A walked child; the parent's names are checked already.
    init(in folder: [String], name: String) throws(TrustError) {
        try self.init(components: folder + [name])
    }

    package var text: String { components.joined(separator: "/") }

    /// What two names have in common that differ in case only.
    static func caseless(_ name: String) -> String {
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        // Upper case first: 'ß' and 'ss', 'ſ' and 's' are one to some file systems.
        return isASCII ? name.lowercased() : name.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }

    private static func fault(in name: String) -> String? {
        if name.isEmpty { return "it has an empty component" }
        if name == "." || name == ".." { return "'\(name)' leads elsewhere" }
        if name.utf8.count > mostNameBytes { return "a name is longer than 255 bytes" }
        for scalar in name.unicodeScalars {
            if scalar == "/" || scalar == "\\" { return "some systems separate folders by '\(scalar)'" }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: return "it has a control character"
            default: continue
            }
        }
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        if !isASCII, !name.precomposedStringWithCanonicalMapping.utf8.elementsEqual(name.utf8) {
            return "it is not in Unicode normalization form C"
        }
        return nil
    }

    // Swift takes canonically equivalent strings for equal; paths are bytes.
    package static func == (left: ModelPath, right: ModelPath) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension ModelPath: Comparable {
    /// By components, each by its bytes: `sub/b.bin` before `sub-c.bin`, as OpenSSF Model Signing lists files.
    package static func < (left: ModelPath, right: ModelPath) -> Bool {
        left.components.lexicographicallyPrecedes(right.components) { first, second in
            first.utf8.lexicographicallyPrecedes(second.utf8)
        }
    }
}
