/// The name that somebody probably meant.
package enum NearestName {
    /// Longer words are not compared: nobody mistypes a paragraph.
    private static let longestWord = 64

    /// The candidate closest to a word by insertions, deletions, replacements and swaps of neighbours, case
    /// apart; nil where the closest is further than a third of the word's letters.
    ///
    ///     NearestName.suggest("intervall", among: ["interval", "prune"])   // "interval"
    package static func suggest(_ word: String, among candidates: [String]) -> String? {
        let letters = Array(word.lowercased().utf8)
        guard !letters.isEmpty, letters.count <= longestWord else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let other = Array(candidate.lowercased().utf8)
            let allowed = min(max(1, max(letters.count, other.count) / 3), (best?.distance ?? .max) - 1)
            guard abs(other.count - letters.count) <= allowed, other.count <= longestWord else { continue }
            let distance = distance(letters, other)
            // A word of one or two letters has every other such word near it.
            if distance <= allowed, distance < min(letters.count, other.count) { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Optimal string alignment: each part of a word is changed at most once.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
