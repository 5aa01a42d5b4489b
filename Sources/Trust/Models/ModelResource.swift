import Foundation

/// One file of a model: its path within the model's folder, and the digest of its content.
package struct ModelResource: Sendable, Hashable {
    /// Relative, components joined by `/`.
    package let path: String
    package let digest: SHA256Digest

    package init(path: String, digest: SHA256Digest) {
        self.path = path
        self.digest = digest
    }

    /// The order of OMS: by path components, so that `sub/b.bin` stands before `sub-c.bin`.
    static func precedes(_ left: ModelResource, _ right: ModelResource) -> Bool {
        let order = zip(left.components, right.components).first { !$0.elementsEqual($1) }
        guard let order else { return left.components.count < right.components.count }
        // By scalars, which is the order of UTF-8 bytes too.
        return order.0.lexicographicallyPrecedes(order.1)
    }

    private var components: [Substring.UTF8View] { path.split(separator: "/").map(\.utf8) }

    /// Why a path cannot be a file's within a model; nil where it can.
    ///
    /// Names are refused that another file system, or another spelling, could take for another file.
    static func fault(in path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if path.isEmpty || path.utf8.count > 4_096 { return "it is empty or too long" }
        if path.hasPrefix("/") { return "it is absolute" }
        if parts.contains("..") { return "it leads out of the folder" }
        if parts.contains("") || parts.contains(".") { return "it has an empty component or '.'" }
        if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) {
            return "it has a control character or a backslash"
        }
        if !path.utf8.elementsEqual(path.precomposedStringWithCanonicalMapping.utf8) {
            return "it is not in Unicode normalisation form C"
        }
        return nil
    }

    /// What makes a list of files no model: a path that cannot be, one path twice, or two that differ by case alone.
    static func faults(in resources: [ModelResource]) -> [String] {
        var seen: [String: String] = [:]
        return resources.compactMap { resource in
            if let fault = fault(in: resource.path) { return "path '\(resource.path)': \(fault)" }
            guard let other = seen.updateValue(resource.path, forKey: resource.path.lowercased()) else { return nil }
            return other == resource.path
                ? "path '\(other)' is there twice" : "paths '\(other)' and '\(resource.path)' differ by case alone"
        }
    }
}
