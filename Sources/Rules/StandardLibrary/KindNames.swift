/// Kinds as policies name them: `.statefulSet` or `"serving.kserve.io/InferenceService"`.
enum KindNames {
    /// A name, read once.
    struct Pattern: Sendable {
        /// Nil for a name without a group, which means every group.
        let group: String?
        let kind: String

        init(_ name: String) {
            if let slash = name.lastIndex(of: "/") {
                group = String(name[..<slash])
                kind = String(name[name.index(after: slash)...])
            } else {
                group = nil
                kind = KindNames.kind(name)
            }
        }

        func matches(kind: String, group: String) -> Bool {
            Bytes.equal(self.kind, kind) && (self.group.map { Bytes.equal($0, group) } ?? true)
        }
    }

    /// The Kubernetes kind of a case; a string literal is a kind already.
    static func kind(_ name: String) -> String {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return name }
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    static func matches(_ name: String, kind: String, group: String) -> Bool {
        Pattern(name).matches(kind: kind, group: group)
    }
}
