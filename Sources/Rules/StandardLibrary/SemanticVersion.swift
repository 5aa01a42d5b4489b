/// A version by Semantic Versioning 2.0; a leading `v` and missing parts are allowed, as Kubernetes tags have them. (CEL's
/// own takes them only where it is told to, and compares numbers of 64 bits without a sign.)
struct SemanticVersion: Sendable {
    var parts: [Int]
    var prerelease: [String]
    var text: String

    init?(_ text: String) {
        self.text = text
        guard text.utf8.count <= 128 else { return nil }
        var rest = text.hasPrefix("v") ? text.dropFirst() : text[...]
        if let plus = rest.firstIndex(of: "+") { rest = rest[..<plus] }
        prerelease = []
        if let dash = rest.firstIndex(of: "-") {
            prerelease = rest[rest.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false)
                .map(String.init)
            if prerelease.contains("") { return nil }
            rest = rest[..<dash]
        }
        let numbers = rest.split(separator: ".", omittingEmptySubsequences: false)
        parts = numbers.compactMap { $0.utf8.allSatisfy(Lexer.isDigit) ? Int($0) : nil }
        guard parts.count == numbers.count, (1...3).contains(parts.count) else { return nil }
        while parts.count < 3 { parts.append(0) }
    }

    static func order(_ left: SemanticVersion, _ right: SemanticVersion) -> Int {
        for (a, b) in zip(left.parts, right.parts) where a != b { return a < b ? -1 : 1 }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return left.prerelease.count == right.prerelease.count ? 0 : left.prerelease.isEmpty ? 1 : -1
        }
        for (a, b) in zip(left.prerelease, right.prerelease) where a != b {
            switch (Int(a), Int(b)) {
            case (let x?, let y?): return x < y ? -1 : 1
            case (nil, nil): return Bytes.compare(a, b)
            case (_?, nil): return -1
            case (nil, _?): return 1
            }
        }
        return left.prerelease.count - right.prerelease.count
    }
}

final class VersionBox: Box, Named, @unchecked Sendable {
    let version: SemanticVersion
    var text: String { version.text }

    init(_ version: SemanticVersion) { self.version = version }
}
