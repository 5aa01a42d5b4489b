/// Kinds as policies name them: `.statefulSet` or `"serving.kserve.io/InferenceService"`.
enum KindNames {
    /// The Kubernetes kind of a case; a string literal is a kind already.
    static func kind(_ name: String) -> String {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return name }
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    static func matches(_ name: String, kind: String, group: String) -> Bool {
        guard let slash = name.lastIndex(of: "/") else { return Bytes.equal(self.kind(name), kind) }
        return name[..<slash] == group && name[name.index(after: slash)...] == kind
    }
}
