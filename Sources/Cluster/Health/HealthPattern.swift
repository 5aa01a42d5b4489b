/// Texts, each of which may have `*` for any characters; one of them must match.
struct HealthPattern: Sendable, Hashable {
    /// What stands between the stars.
    private let alternatives: [[String]]

    init(_ texts: [String]) {
        alternatives = texts.map {
            $0.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        }
    }

    func matches(_ text: String) -> Bool { alternatives.contains { Self.matches(text, $0) } }

    private static func matches(_ text: String, _ pieces: [String]) -> Bool {
        guard let first = pieces.first, let last = pieces.last else { return text.isEmpty }
        guard pieces.count > 1 else { return text == first }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
